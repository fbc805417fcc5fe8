"""Which themes come up, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.shapes.theme import Codebook, Family, Theme
from archive.shapes.thread import Point, Role
from archive.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme and the points it was found in, as they are numbered on the page, with their positions."""

    family: Family
    theme: Theme
    points: tuple[tuple[str, int], ...]


def index(points: Sequence[Point], codebook: Codebook, said: Words) -> Iterator[Entry]:
    """Themes that came up, in the codebook's order."""
    for family in codebook.families:
        for theme in family.themes:
            where = tuple(
                (name_of(point, said), point.position)
                for point in points
                if any((tag.family, tag.theme) == (family.id, theme.id) for tag in point.tags)
            )
            if where:
                yield Entry(family, theme, where)


def name_of(point: Point, said: Words) -> str:
    """What a point is called on the page."""
    if point.role is not Role.POINT:
        return str(said.shared.roles[point.role.value]).lower()
    return str(point.number if point.number is not None else point.position)
