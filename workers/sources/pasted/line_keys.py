"""What of a line is compared, where lines of a text are looked up in a Reading: its words without markup."""

from __future__ import annotations

import html
import re
from typing import Final

MARKUP: Final = re.compile(r"[*_#>\\`\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
LINK: Final = re.compile(
    r"!?\[(?P<words>[^\[\]\n]{0,300})\]\([^\s()]{1,500}(?:\([^\s()]{0,100}\)[^\s()]{0,100})?(?:\s\"[^\"\n]{0,200}\")?\)"
)
TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")


def line_key(line: str) -> str:
    """A line without Markdown, tags, addresses of links, marks of direction and spaces."""
    if "](" in line:
        line = LINK.sub(lambda match: match["words"], LINK.sub(lambda match: match["words"], line))
    if "<" in line or "&" in line:
        line = html.unescape(TAG.sub("", line))
    return "".join(MARKUP.sub("", line).split())


class LineKeys(dict[str, str]):
    """The keys of lines by the lines, each computed once: the readings of a text share most of their lines with it."""

    def __missing__(self, line: str) -> str:
        key = self[line] = line_key(line)
        return key
