"""The author's own numbers: which are present, which are missing, and which roles the points without one have.

Called by unrolling, and by edits after a person changed the points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Protocol

from domain.shapes.thread import Role


class Numbered(Protocol):
    """Anything that has an author's number: a marker, a point."""

    @property
    def number(self) -> int: ...

    @property
    def of(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a Version's points.

    `markers` and `roles` have one entry for each point. `filled` maps the indices of unnumbered points to the missing numbers
    that they stand for; `missing` are the numbers without any point. `totals` are all totals that the author names, `total` is
    the largest.
    """

    markers: tuple[Numbered | None, ...]
    roles: tuple[Role, ...]
    filled: dict[int, int]
    missing: tuple[int, ...]
    total: int | None
    totals: tuple[int, ...]

    @property
    def numbered(self) -> tuple[tuple[int, int], ...]:
        """Index and number of the points that have one, in order."""
        return tuple((index, marker.number) for index, marker in enumerate(self.markers) if marker)

    def number_at(self, index: int) -> int | None:
        """The number of the point at `index`, written or filled in; None without one, and outside of the points."""
        marker = self.markers[index] if 0 <= index < len(self.markers) else None
        return marker.number if marker else self.filled.get(index)

    @classmethod
    def of(cls, markers: Sequence[Numbered | None], inside: frozenset[int] = frozenset()) -> Numbers:
        """Computes them from one marker a point. `inside` are numbers that stand inside of points and so are not missing."""
        present = [(index, marker.number) for index, marker in enumerate(markers) if marker]
        totals = tuple(sorted({marker.of for marker in markers if marker and marker.of is not None}))
        total = totals[-1] if totals else None
        if not present:
            return cls(tuple(markers), (Role.POINT,) * len(markers), {}, (), None, ())
        filled = _filled(present, len(markers), total)
        return cls(
            markers=tuple(markers),
            roles=tuple(_role(index, markers, present, filled) for index in range(len(markers))),
            filled=filled,
            missing=_missing({number for _, number in present} | set(filled.values()) | inside, total),
            total=total,
            totals=totals,
        )

    def missing_runs(self) -> list[tuple[int, ...]]:
        """The missing numbers, grouped into runs of consecutive ones."""
        groups = groupby(enumerate(self.missing), key=lambda pair: pair[1] - pair[0])
        return [tuple(number for _, number in group) for _, group in groups]


def _filled(present: Sequence[tuple[int, int]], count: int, total: int | None) -> dict[int, int]:
    """Single unnumbered points exactly where one number is missing, with that number."""
    first, last = present[0], present[-1]
    bounds = [*present]
    if first[1] == 2:
        bounds.insert(0, (-1, 0))
    if total is not None and last[1] == total - 1:
        bounds.append((count, total + 1))
    numbers = {number for _, number in present}
    return {
        one + 1: number + 1
        for (one, number), (other, next_number) in pairwise(bounds)
        if other - one == 2 and next_number - number == 2 and number + 1 not in numbers
    }


def _role(index: int, markers: Sequence[Numbered | None], present: Sequence[tuple[int, int]], filled: dict[int, int]) -> Role:
    if markers[index] or index in filled:
        return Role.POINT
    if index < present[0][0]:
        return Role.OPENING
    return Role.CLOSING if index > present[-1][0] else Role.ASIDE


def _missing(present: set[int], total: int | None) -> tuple[int, ...]:
    lowest, highest = (0 if 0 in present else 1), max(present)
    if total is not None:
        highest = max(highest, total)
    return tuple(number for number in range(lowest, highest + 1) if number not in present)
