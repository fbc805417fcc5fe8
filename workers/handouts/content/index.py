"""The index of themes: which themes are in which points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.thread import Point, Role
from presentation.messages import Messages
from presentation.tag_view import family_alone
from workers.handouts.content.point_view import point_anchor


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme, and the points that have it: their numbers on the page and their anchors.

    The last entry of a family is for points that have it without a theme.
    """

    family: Family
    theme: Theme
    points: tuple[tuple[str, str], ...]


def index(points: Sequence[Point], codebook: Codebook, messages: Messages, prefix: str = "") -> Iterator[Entry]:
    """The themes that any point has, in the codebook's order. `prefix` is that of the points' anchors."""
    for family in codebook.families:
        for theme in (*family.themes, family_alone(family)):
            places = tuple(
                (point_name(point, messages), point_anchor(point, prefix))
                for point in points
                if any((tag.family, tag.theme or "") == (family.id, theme.id) for tag in point.tags)
            )
            if places:
                yield Entry(family, theme, places)


def point_name(point: Point, messages: Messages) -> str:
    """What a point is called on the page."""
    if point.role is not Role.POINT:
        return str(messages.shared.roles[point.role.value]).lower()
    return str(point.number if point.number is not None else point.position)
