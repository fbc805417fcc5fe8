"""The evidence of a point's tags as marks for `to_html`. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice, product
from string import ascii_lowercase

from domain.shapes.codebook import Codebook
from domain.shapes.tag import Tag
from domain.shapes.thread import Point
from presentation.markup import Mark
from presentation.palette import palettes


def evidence_marks(point: Point, codebook: Codebook) -> Iterator[Mark]:
    """The evidence of all tags whose family is in the codebook."""
    numbers = palettes(codebook)
    for tag in point.tags:
        if tag.family in numbers:
            yield from (Mark(span.start, span.end, tag.family, numbers[tag.family]) for span in tag.evidence)


def evidence_letters(tags: Sequence[Tag]) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """A letter for each tag, and where the letters stand in the text: behind the tag's evidence.

    A single tag needs none: all that is marked belongs to it.
    """
    if len(tags) < 2:
        return ("",) * len(tags), ()
    letters = tuple(islice(letter_names(), len(tags)))
    places = tuple((span.end, letter) for tag, letter in zip(tags, letters, strict=True) for span in tag.evidence)
    return letters, places


def letter_names() -> Iterator[str]:
    """a … z, aa, ab …"""
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))
