"""The author's own numbers: which are there, which are missing, and what the unnumbered points are then.

Asked by unrolling, and again when a person has edited a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Protocol

from domain.shapes.thread import Role


class Numbered(Protocol):
    """Whatever carries an author's number: a marker in a text, a point."""

    @property
    def number(self) -> int: ...

    @property
    def of(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """`markers` has one entry a point. `total` is the largest that the author names, `totals` all of them.

    `roles` has one entry a point; `filled` says which missing number an unnumbered point stands for (index to number);
    `missing` are the numbers that nothing stands for.
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
        """The number of the point at `index`, written there or standing for it."""
        marker = self.markers[index] if 0 <= index < len(self.markers) else None
        return marker.number if marker else self.filled.get(index)

    @classmethod
    def of(cls, markers: Sequence[Numbered | None], held: frozenset[int] = frozenset()) -> Numbers:
        """`held` are numbers that stand inside of points, and so are not missing."""
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
            missing=_missing({number for _, number in present} | set(filled.values()) | held, total),
            total=total,
            totals=totals,
        )

    def missing_runs(self) -> list[tuple[int, ...]]:
        """The missing numbers, those that follow each other together."""
        groups = groupby(enumerate(self.missing), key=lambda pair: pair[1] - pair[0])
        return [tuple(number for _, number in group) for _, group in groups]


def _filled(present: Sequence[tuple[int, int]], count: int, total: int | None) -> dict[int, int]:
    """Unnumbered points that stand alone exactly where one number is missing."""
    first, last = present[0], present[-1]
    bounds = [*present]
    if first[1] == 2:
        bounds.insert(0, (-1, 0))
    if total is not None and last[1] == total - 1 and first[1] != 0:
        bounds.append((count, total + 1))
    there = {number for _, number in present}
    return {
        one + 1: number + 1
        for (one, number), (other, next_number) in pairwise(bounds)
        if other - one == 2 and next_number - number == 2 and number + 1 not in there
    }


def _role(index: int, markers: Sequence[Numbered | None], present: Sequence[tuple[int, int]], filled: dict[int, int]) -> Role:
    if markers[index] or index in filled:
        return Role.POINT
    if index < present[0][0]:
        return Role.OPENING
    return Role.CLOSING if index > present[-1][0] else Role.ASIDE


def _missing(there: set[int], total: int | None) -> tuple[int, ...]:
    lowest, highest = (0 if 0 in there else 1), max(there)
    if total is not None:
        highest = max(highest, total)
    return tuple(number for number in range(lowest, highest + 1) if number not in there)
