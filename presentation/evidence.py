"""What tags say beside a text: the words that earned them, who said so, and how sure. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Iterator

from domain.shapes.theme import Codebook, Family, Tag, TaggedBy, Theme
from domain.shapes.thread import Point
from presentation.markup import Mark
from presentation.messages import words
from presentation.palette import palettes


def marks(point: Point, codebook: Codebook) -> Iterator[Mark]:
    """The evidence of all tags whose family the codebook knows."""
    numbers = palettes(codebook)
    for tag in point.tags:
        if tag.family in numbers:
            yield from (Mark(found.start, found.end, tag.family, numbers[tag.family]) for found in tag.evidence)


def known(point: Point, codebook: Codebook) -> Iterator[tuple[Tag, Family, Theme]]:
    """Tags in the codebook's order with what they name; a theme that it no longer has keeps its id as its name."""
    carried = {tag.family for tag in point.tags}
    for family in codebook.families:
        for tag in point.tags if family.id in carried else ():
            if tag.family == family.id:
                theme = next((theme for theme in family.themes if theme.id == tag.theme), None)
                yield tag, family, theme or Theme(tag.theme, tag.theme, "")


def who_said(tag: Tag, judge: str | None = None) -> str:
    """Who said so, and how sure it is. `judge` is the name of the language model that suggested, if one did."""
    said = words().shared
    named = judge and tag.by is TaggedBy.MODEL
    who: str = said.tagged_by_named(judge=judge) if named else said.tagged_by[tag.by.value]
    if tag.by is TaggedBy.PERSON or tag.confidence is None:
        return who
    return f"{who}, {said.confidence(percent=round(tag.confidence * 100))}"
