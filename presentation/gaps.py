"""Merges the gaps of a thread into a sequence of its points, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from domain.shapes.thread import Gap


class Positioned(Protocol):
    """Anything that stands for the point at a position."""

    @property
    def position(self) -> int | None: ...


P = TypeVar("P", bound=Positioned)


def with_gaps(points: Iterable[P], gaps: Sequence[Gap]) -> Iterator[P | Gap]:
    """Yields the points, and each gap behind the point that it follows; gaps after position 0 come first."""
    by_position: dict[int | None, list[Gap]] = {}
    for gap in gaps:
        by_position.setdefault(gap.after_position, []).append(gap)
    yield from by_position.get(0, ())
    for point in points:
        yield point
        yield from by_position.get(point.position, ())
