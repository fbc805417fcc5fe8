"""The views of the pages of themes: a codebook with its counts, the diagram of themes that occur together, and the points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.tags.theme_counts import Count, Counts, Name, ThemePoint
from domain.shapes.codebook import Codebook, Family, Theme
from presentation.evidence import evidence_marks
from presentation.markup import to_html
from presentation.messages import load_messages
from presentation.text_language import UNDETERMINED

CELL: Final = 18  # pixels of the diagram's grid
LETTER: Final = 7  # pixels that a letter of a label may take
NO_COUNT: Final = Count(0, 0, 0)
MAX_PAIRS: Final = 5


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
    """A disc where the lines of two themes cross; its size shows how many points have both.

    `palette` is set if both are of one family; `title` says the number in words.
    """

    x: float
    y: float
    radius: float
    palette: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    name: str
    palette: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The lower half of a matrix of themes. `pairs` describes the most frequent pairs in words."""

    width: float
    height: float
    labels: tuple[Label, ...]
    dots: tuple[Dot, ...]
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemePointView:
    """A point with the theme; the evidence of the theme's family is underlined."""

    href: str
    title: str
    author: str
    label: str
    language: str
    html: str


def family_views(codebook: Codebook, counts: Counts) -> tuple[FamilyView, ...]:
    return tuple(_family(family, codebook, counts) for family in codebook.families)


def _family(family: Family, codebook: Codebook, counts: Counts) -> FamilyView:
    themes = tuple(
        ThemeView(
            theme,
            counts.themes.get((family.id, theme.id), NO_COUNT),
            f"/themes/{family.id}/{theme.id}?codebook={codebook.id}",
        )
        for theme in family.themes
    )
    return FamilyView(family, counts.families.get(family.id, 0), themes)


def cooccurrence_diagram(codebook: Codebook, counts: Counts) -> Diagram | None:
    """Draws how often themes occur on the same point; None if no two do."""
    names = {(family.id, theme.id): (theme.name, family.palette) for family in codebook.families for theme in family.themes}
    together = {pair: number for pair, number in counts.together.items() if names.keys() >= set(pair)}
    if not together:
        return None
    order = [name for name in names if any(name in pair for pair in together)]
    line = {name: index for index, name in enumerate(order)}
    labels = tuple(Label((index + 1) * CELL, (index + 0.5) * CELL, *names[name]) for name, index in line.items())
    most = max(together.values())
    dots = tuple(_dot(pair, number / most, number, line, names) for pair, number in together.items())
    strongest = sorted(dots, key=lambda dot: -dot.radius)[:MAX_PAIRS]
    width = max(label.x + len(label.name) * LETTER + CELL for label in labels)
    return Diagram(width, len(order) * CELL, labels, dots, tuple(dot.title for dot in strongest))


def _dot(
    pair: tuple[Name, Name], share: float, number: int, line: Mapping[Name, int], names: Mapping[Name, tuple[str, int]]
) -> Dot:
    one, other = sorted(pair, key=lambda name: line[name])
    title = load_messages().pages.themes.pair(number, one=names[one][0], other=names[other][0])
    palette = names[one][1] if names[one][1] == names[other][1] else None
    radius = round(max(2.0, (CELL / 2 - 1) * share**0.5), 2)
    return Dot((line[one] + 0.5) * CELL, (line[other] + 0.5) * CELL, radius, palette, title)


def theme_point_views(rows: Sequence[ThemePoint], codebook: Codebook, name: Name) -> Iterator[ThemePointView]:
    messages = load_messages()
    for row in rows:
        point = row.point
        own = tuple(mark for mark in evidence_marks(point, codebook) if mark.family == name[0])
        yield ThemePointView(
            href=f"/threads/{row.thread_id}?codebook={codebook.id}#point-{point.position}",
            title=row.title or messages.shared.untitled,
            author=row.author.name or row.author.handle or messages.shared.unknown_author,
            label=str(point.number if point.number is not None else point.position),
            language=row.language or UNDETERMINED,
            html=to_html(point.text, point.spans, own),
        )
