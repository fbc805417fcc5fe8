"""The index of themes, and the answer key of a workshop: which themes are in which points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.tag import Evidence
from domain.shapes.thread import Point, Role
from presentation.messages import Messages

LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme, and the points that have it: their numbers on the page and their positions."""

    family: Family
    theme: Theme
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TagEvidence:
    """A theme on a point, and the words that are its evidence."""

    family: Family
    theme: Theme
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The themes of one point, for the answer key of a workshop."""

    name: str
    tags: tuple[TagEvidence, ...]


def index(points: Sequence[Point], codebook: Codebook, messages: Messages) -> Iterator[Entry]:
    """The themes that any point has, in the codebook's order."""
    for family in codebook.families:
        for theme in family.themes:
            places = tuple(
                (point_name(point, messages), point.position)
                for point in points
                if any((tag.family, tag.theme) == (family.id, theme.id) for tag in point.tags)
            )
            if places:
                yield Entry(family, theme, places)


def answers(points: Sequence[Point], codebook: Codebook, messages: Messages) -> Iterator[Answer]:
    """Every point with its themes in the codebook's order, points without any too."""
    for point in points:
        tags = (
            TagEvidence(family, theme, tuple(map(excerpt, tag.evidence)))
            for family in codebook.families
            for theme in family.themes
            for tag in point.tags
            if (tag.family, tag.theme) == (family.id, theme.id)
        )
        yield Answer(point_name(point, messages), tuple(tags))


def excerpt(evidence: Evidence) -> str:
    """The words of an evidence on one line, at most LONGEST_EXCERPT characters."""
    words = " ".join(evidence.text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"


def point_name(point: Point, messages: Messages) -> str:
    """What a point is called on the page."""
    if point.role is not Role.POINT:
        return str(messages.shared.roles[point.role.value]).lower()
    return str(point.number if point.number is not None else point.position)
