"""Extracts the text of an article from a web page; used by the sources for pages without a layout of their own."""

from __future__ import annotations

import re

from bs4 import Tag

from workers.sources.parsing.html_page import HtmlPage, attribute, outermost
from workers.sources.parsing.html_text import OMITTED, Inline, text_and_spans
from workers.sources.parsing.plain_html import plain_element

# Where an article stands: marked for search engines, by HTML's own elements, by the class names of blogs; else it is the page.
CONTAINERS = (
    "//*[@itemprop='articleBody']",
    "//article",
    "//*[contains(@class, 'entry-content') or contains(@class, 'post-content') or contains(@class, 'post-body')"
    " or contains(@class, 'article-content') or contains(@class, 'article-body')]",
    "//main | //*[@role='main']",
)
PARAGRAPH_TAGS = frozenset({"p", "li", "pre", "blockquote"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARAGRAPHS = "//p | //li | //pre"
MIN_PARAGRAPH = 40  # code points of a paragraph that is no button or caption
MIN_PARAGRAPHS_SHARE = 0.8  # of the container's text
MIN_SHARE = 0.4  # of the text in the page's paragraphs that a container must have
# What stands in or beside an article and is not its text.
BOILERPLATE = frozenset({"head", "header", "nav", "aside", "footer", "dialog", "figcaption", "table", "time", "form"})
BOILERPLATE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog"})
BOILERPLATE_CLASS = re.compile(
    r"(?<![a-z])(?:nav|navbar|menu|sidebar|footer|comments?|respond|related|share|sharing|social|newsletter|subscribe|signup"
    r"|cookies?|breadcrumbs?|promo|advert|ads?|byline|tags|pagination|widget|meta|date|duration|reading-time|popup|modal|author-bio|toc|sr-only)(?![a-z])",
    re.I,
)
LAST_HEADINGS = re.compile(r"(?:(?:^|\n+)#{1,6} [^\n]*)+\Z")  # their text was boilerplate
PART_OF_TEXT = re.compile(r"[\d./@#]")
MAX_LINK_SHARE = 0.5  # of a list's text; a list with more is a menu


def article_text(page: HtmlPage) -> str:
    """Paragraphs with a blank line between them, headings and numbered lists as in Markdown; "" where there is no text."""
    least = MIN_SHARE * page.text_length(PARAGRAPHS)
    article = next((tag for path in CONTAINERS if (tag := page.longest(path, least))), None) or page.body
    _remove_boilerplate(article)
    _write_numbers(article)
    text = text_and_spans(_around_paragraphs(article), _element)[0]
    return LAST_HEADINGS.sub("", text)


def _element(tag: Tag) -> Inline | None:
    """As on any page, but a picture is nothing, also where it is a link."""
    return OMITTED if tag.name == "a" and not tag.get_text().strip() else plain_element(tag)


def _tags(article: Tag) -> list[Tag]:
    """All tags inside; several times quicker than `find_all`, which counts on a page of 5 MB."""
    return [tag for tag in article.descendants if isinstance(tag, Tag)]


def _around_paragraphs(article: Tag) -> Tag:
    """The innermost element round all longer paragraphs, without what stands before and after them, if it is nearly all."""
    paragraphs = [tag for tag in _tags(article) if tag.name in PARAGRAPH_TAGS]
    first = next((tag for tag in paragraphs if len(tag.get_text()) >= MIN_PARAGRAPH), None)
    last = next((tag for tag in reversed(paragraphs) if len(tag.get_text()) >= MIN_PARAGRAPH), None)
    if first is None or last is None or first is last:
        return article
    around_last = {id(parent) for parent in last.parents}
    common = next(parent for parent in first.parents if id(parent) in around_last)
    return common if len(common.get_text()) >= MIN_PARAGRAPHS_SHARE * len(article.get_text()) else article


def _remove_boilerplate(article: Tag) -> None:
    tags = _tags(article)
    limit = len(article.get_text()) / 2  # what has more text is the article, whatever its name says
    boilerplate = [tag for tag in outermost(filter(_is_boilerplate, tags)) if len(tag.get_text()) < limit]
    boilerplate += filter(_is_menu, outermost(tag for tag in tags if tag.name in {"ul", "ol"}))
    boilerplate += [tag.parent for tag in tags if tag.name == "a" and tag.parent and _is_menu_line(tag.parent)]
    for tag in boilerplate:
        if not tag.decomposed:
            tag.decompose()
    for form in article.find_all("form"):
        form.name = "div"  # one that is left stands round the article


def _is_boilerplate(tag: Tag) -> bool:
    if tag.name in BOILERPLATE or tag.get("role") in BOILERPLATE_ROLES:
        return True
    return "class" in tag.attrs and BOILERPLATE_CLASS.search(attribute(tag, "class")) is not None


def _is_menu(tag: Tag) -> bool:
    """Whether a list is more links than text."""
    linked = sum(len(link.get_text()) for link in tag.find_all("a"))
    return linked > MAX_LINK_SHARE * len(tag.get_text())


def _is_menu_line(tag: Tag) -> bool:
    """Whether a paragraph is nothing but a short link; one with an address or a number is a text."""
    text = tag.get_text().strip() if tag.name == "p" and len(tag.contents) == 1 else ""
    return 0 < len(text) < MIN_PARAGRAPH and not PART_OF_TEXT.search(text)


def _write_numbers(article: Tag) -> None:
    """Writes the marks of headings and the numbers of lists, which HTML leaves to the browser, into the text."""
    for heading in [tag for tag in _tags(article) if tag.name in HEADINGS]:
        heading.insert(0, "#" * int(heading.name[1]) + " ")
    for numbered in article.find_all("ol"):
        for number, item in enumerate(numbered.find_all("li", recursive=False), start=1):
            item.name = "p"
            item.insert(0, f"{number}. ")
