"""Which themes come up, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.theme import Codebook, Evidence, Family, Theme
from domain.shapes.thread import Point, Role
from presentation.messages import Messages

LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme and the points it was found in, as they are numbered on the page, with their positions."""

    family: Family
    theme: Theme
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A theme on a point, and the words that earned it."""

    family: Family
    theme: Theme
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in one point, for the key of a workshop."""

    name: str
    found: tuple[Found, ...]


def index(points: Sequence[Point], codebook: Codebook, said: Messages) -> Iterator[Entry]:
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


def answers(points: Sequence[Point], codebook: Codebook, said: Messages) -> Iterator[Answer]:
    """Every point with its themes in the codebook's order, points without any too."""
    for point in points:
        found = (
            Found(family, theme, tuple(excerpt(each) for each in tag.evidence))
            for family in codebook.families
            for theme in family.themes
            for tag in point.tags
            if (tag.family, tag.theme) == (family.id, theme.id)
        )
        yield Answer(name_of(point, said), tuple(found))


def excerpt(evidence: Evidence) -> str:
    """The words on one line, not too many."""
    words = " ".join(evidence.text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"


def name_of(point: Point, said: Messages) -> str:
    """What a point is called on the page."""
    if point.role is not Role.POINT:
        return str(said.shared.roles[point.role.value]).lower()
    return str(point.number if point.number is not None else point.position)
