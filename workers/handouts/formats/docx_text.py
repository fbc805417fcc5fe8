"""Texts of a DOCX: the lines of its index, and what XML allows."""

from __future__ import annotations

from collections.abc import Iterator

from domain.shapes.codebook import Family, Theme
from presentation.markup import UNSAFE
from presentation.palette import pair
from workers.handouts.content.view import HandoutView


def index_lines(view: HandoutView) -> Iterator[str]:
    for entry in view.index:
        where = ", ".join(name for name, _ in entry.points)
        yield f"{theme_name(entry.family, entry.theme)} {where}"


def theme_name(family: Family, theme: Theme) -> str:
    """A theme with its family and the family's mark."""
    return f"{pair(family.palette).mark} {family.name}: {theme.name}"


def xml_safe(text: str) -> str:
    """Text without the characters that XML does not allow."""
    return UNSAFE.sub("\ufffd", text)
