"""Extracts the text of an article from a web page; used by the sources for pages without a layout of their own."""

from __future__ import annotations

import re

from workers.sources.parsing.html_page import HtmlPage
from workers.sources.parsing.html_text import text_and_spans
from workers.sources.parsing.plain_html import plain_element

SKIPPED = ("script", "style", "svg", "noscript", "template")  # elements without words
LARGEST = 400_000  # code points: past that trafilatura takes longer than a second (2.7 MB of short paragraphs took 13)
BODY = "//article | //main | //body"


def article_text(page: str) -> str:
    """Paragraphs with a blank line between them, or "" where there is no article.

    Of a page too large to be searched, all of its words: nothing is lost, and little of such a page is furniture.
    trafilatura is loaded by who reads such a page: it would be an eighth of a second of every start.
    """
    from trafilatura import extract

    bare = _without_skipped(page) if len(page) > LARGEST else page
    if len(bare) > LARGEST:
        parsed = HtmlPage(bare)
        return text_and_spans(parsed.first(BODY) or parsed.body, plain_element)[0]
    try:
        found = extract(bare, output_format="markdown", include_comments=False, include_tables=False, favor_recall=True)
    except RecursionError:
        return ""
    return (found or "").strip()


def _without_skipped(page: str) -> str:
    """The page without elements that hold no words; of one that never ends, nothing is taken out. Linear."""
    for tag in SKIPPED:
        opening, closing = re.compile(rf"<{tag}\b", re.I), re.compile(rf"</{tag}\s*>", re.I)
        pieces: list[str] = []
        at = 0
        while (start := opening.search(page, at)) and (end := closing.search(page, start.end())):
            pieces.append(page[at : start.start()])
            at = end.end()
        page = "".join((*pieces, page[at:]))
    return page
