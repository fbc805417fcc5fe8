"""What the pages of themes say, as plain values: a codebook with its counts, and the picture of what comes up together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.tags.theme_counts import Count, Counts, Name, ThemePoint
from domain.shapes.theme import Codebook, Family, Theme
from presentation.evidence import evidence_marks
from presentation.markup import to_html
from presentation.messages import words
from presentation.text_language import UNDETERMINED

CELL: Final = 18
"""Pixels of the picture's grid."""
LETTER: Final = 7
"""Pixels that a letter of a label may take."""
NONE: Final = Count(0, 0, 0)
MOST_PAIRS: Final = 5


@dataclass(frozen=True, slots=True)
class ThemeView:
    theme: Theme
    count: Count
    href: str


@dataclass(frozen=True, slots=True)
class FamilyView:
    family: Family
    points: int
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """How often two themes come up on one point: a disc where their lines cross. `palette` when they are of one family."""

    x: float
    y: float
    radius: float
    palette: int | None
    told: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    name: str
    palette: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The lower half of a square, a line for each theme that comes up; `pairs` says the strongest in words."""

    width: float
    height: float
    labels: tuple[Label, ...]
    dots: tuple[Dot, ...]
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundView:
    """A point under its theme, with the words of that theme's family underlined."""

    href: str
    title: str
    author: str
    label: str
    language: str
    html: str


def family_views(codebook: Codebook, counted: Counts) -> tuple[FamilyView, ...]:
    return tuple(_family(family, codebook, counted) for family in codebook.families)


def _family(family: Family, codebook: Codebook, counted: Counts) -> FamilyView:
    themes = tuple(
        ThemeView(
            theme,
            counted.themes.get((family.id, theme.id), NONE),
            f"/themes/{family.id}/{theme.id}?codebook={codebook.id}",
        )
        for theme in family.themes
    )
    return FamilyView(family, counted.families.get(family.id, 0), themes)


def picture(codebook: Codebook, counted: Counts) -> Picture | None:
    """None when no two themes come up on one point."""
    known = {(family.id, theme.id): (theme.name, family.palette) for family in codebook.families for theme in family.themes}
    together = {pair: number for pair, number in counted.together.items() if known.keys() >= set(pair)}
    if not together:
        return None
    order = [name for name in known if any(name in pair for pair in together)]
    line = {name: index for index, name in enumerate(order)}
    labels = tuple(Label((index + 1) * CELL, (index + 0.5) * CELL, *known[name]) for name, index in line.items())
    most = max(together.values())
    dots = tuple(_dot(pair, number / most, number, line, known) for pair, number in together.items())
    strongest = sorted(dots, key=lambda dot: -dot.radius)[:MOST_PAIRS]
    width = max(label.x + len(label.name) * LETTER + CELL for label in labels)
    return Picture(width, len(order) * CELL, labels, dots, tuple(dot.told for dot in strongest))


def _dot(
    pair: tuple[Name, Name], share: float, number: int, line: Mapping[Name, int], known: Mapping[Name, tuple[str, int]]
) -> Dot:
    one, other = sorted(pair, key=lambda name: line[name])
    told = words().pages.themes.pair(number, one=known[one][0], other=known[other][0])
    palette = known[one][1] if known[one][1] == known[other][1] else None
    radius = round(max(2.0, (CELL / 2 - 1) * share**0.5), 2)
    return Dot((line[one] + 0.5) * CELL, (line[other] + 0.5) * CELL, radius, palette, told)


def found_views(some: Sequence[ThemePoint], codebook: Codebook, name: Name) -> Iterator[FoundView]:
    said = words()
    for each in some:
        point = each.point
        own = tuple(mark for mark in evidence_marks(point, codebook) if mark.family == name[0])
        yield FoundView(
            href=f"/threads/{each.thread_id}?codebook={codebook.id}#point-{point.position}",
            title=each.title or said.shared.untitled,
            author=each.author.name or each.author.handle or said.shared.unknown_author,
            label=str(point.number if point.number is not None else point.position),
            language=each.language or UNDETERMINED,
            html=to_html(point.text, point.spans, own),
        )
