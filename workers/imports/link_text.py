"""Reads lists of addresses in plain text and Markdown: nothing but addresses, or lines that are links."""

from __future__ import annotations

import re
from typing import Final

from domain.pasted_input import list_addresses
from domain.shapes.imports import ImportedLink, ImportFormat
from workers.imports.file_contents import LinkList

LINE: Final = re.compile(
    r"\s{0,9}(?:[-*+•>]\s+|\d{1,5}[.)]\s+)?(?:\[[ xX]\]\s*)?(?:\[(?P<before>[^\]\n]{0,500})\]\((?P<linked>(?:https?|at)://[^\s)]{1,2000})\)"
    r"|(?P<title>[^\n]{0,300}?)(?<!\]\()\s{0,9}<?(?<!\]\()(?P<bare>(?:https?|at)://[^\s<>]{1,2000})>?)\W{0,4}"
)
COMMENT: Final = re.compile(r"\s*(?:#.*)?")
LONGEST_LINE: Final = 3000
MIN_LINKS: Final = 2


def read_text(text: str) -> LinkList | None:
    """The addresses of a list; None for any other text."""
    lines = [line for line in text.splitlines() if not COMMENT.fullmatch(line[:LONGEST_LINE])]
    if addresses := list_addresses("\n".join(lines)):
        return LinkList(ImportFormat.ADDRESSES, tuple(map(ImportedLink, addresses)))
    matches = [LINE.fullmatch(line) if len(line) <= LONGEST_LINE else None for line in lines]
    links = [_link(match) for match in matches if match]
    if len(links) < max(MIN_LINKS, len(lines)):
        return None
    return LinkList(ImportFormat.ADDRESSES, tuple(links))


def _link(match: re.Match[str]) -> ImportedLink:
    title = (match["before"] or match["title"] or "").strip(" \t-–—:|*")
    return ImportedLink(match["linked"] or match["bare"], title or None)
