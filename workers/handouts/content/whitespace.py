"""Keeps the white space of code and of nested lists: paragraphs whose lines are indented are set as they were written."""

from __future__ import annotations

import re

PARAGRAPH = re.compile(r'<p dir="(\w+)">(.*?)</p>', re.DOTALL)
INDENTED = re.compile(r"(?:^|\n)(?:<[^>]*>)*(?: {2}|\t)|\S {3,}\S")
"""A line that begins with two spaces or a tab, or columns that spaces hold apart."""
CODE = re.compile(r"\S {3,}\S|(?:^|\n)(?: {4}|\t)[^\n]*[;{}()=:]\s*(?:\n|$)")
"""Columns that spaces hold apart, or an indented line that ends as code does: set in letters of one width."""
FENCE = "```"
BREAK = "<br/>\n"


def keep_whitespace(html: str) -> str:
    """Markup of `to_html`, in which paragraphs with indented lines have the class `pre` and line ends instead of breaks.

    Code has the class `code` too. Between fences there may be several paragraphs of it.
    """
    if "  " not in html and "\t" not in html and FENCE not in html:
        return html
    fenced = False

    def keep(paragraph: re.Match[str]) -> str:
        nonlocal fenced
        body = paragraph[2]
        was_fenced, fenced = fenced, fenced ^ (body.count(FENCE) % 2 == 1)
        is_code = was_fenced or FENCE in body or CODE.search(body) is not None
        if not is_code and not INDENTED.search(body):
            return paragraph[0]
        return f'<p dir="{paragraph[1]}" class="{"pre code" if is_code else "pre"}">{body.replace(BREAK, chr(10))}</p>'

    return PARAGRAPH.sub(keep, html)
