"""Keeps the white space of code and of nested lists: paragraphs whose lines are indented are set as they were written."""

from __future__ import annotations

import re

PARAGRAPH = re.compile(r'<p dir="(\w+)">(.*?)</p>', re.DOTALL)
INDENTED = re.compile(r"(?:^|\n)(?:<[^>]*>)*(?: {2}|\t)|\S {3,}\S")
"""A line that begins with two spaces or a tab, or columns that spaces hold apart."""
BREAK = "<br/>\n"


def keep_whitespace(html: str) -> str:
    """Markup of `to_html`, in which paragraphs with indented lines have the class `pre` and line ends instead of breaks."""
    return PARAGRAPH.sub(_keep, html) if "  " in html or "\t" in html else html


def _keep(paragraph: re.Match[str]) -> str:
    if not INDENTED.search(paragraph[2]):
        return paragraph[0]
    return f'<p dir="{paragraph[1]}" class="pre">{paragraph[2].replace(BREAK, chr(10))}</p>'
