"""The evidence of a point's tags as marks for `to_html`. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Iterator

from domain.shapes.codebook import Codebook
from domain.shapes.thread import Point
from presentation.markup import Mark
from presentation.palette import palettes


def evidence_marks(point: Point, codebook: Codebook) -> Iterator[Mark]:
    """The evidence of all tags whose family is in the codebook."""
    numbers = palettes(codebook)
    for tag in point.tags:
        if tag.family in numbers:
            yield from (Mark(span.start, span.end, tag.family, numbers[tag.family]) for span in tag.evidence)
