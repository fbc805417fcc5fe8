"""Posts without a number between numbered ones: found where exactly one number is missing and one boundary fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.numbering.lines import Line
from workers.numbering.marker import Marker, Place

Range = tuple[int, int, Marker | None]


def filled(ranges: Sequence[Range], lines: Sequence[Line]) -> Iterator[Range]:
    """The same lines, with a range cut in two where it holds the post of a missing number; and cut at every rule."""
    levels = [lines[first].above for first, _, _ in ranges[1:]]
    usual = min(levels, default=1)
    numbers = [marker.number if marker else None for _, _, marker in ranges]
    for index, (first, stop, marker) in enumerate(ranges):
        cut = None
        if marker and _hole_beside(index, numbers, marker):
            cut = _boundary(first, stop, usual, lines)
        yield from _cut(first, stop, marker, cut)


def _hole_beside(index: int, numbers: Sequence[int | None], marker: Marker) -> bool:
    """Whether exactly one number is missing on the side where a post without a marker would stand."""
    if marker.place is Place.TRAILING:
        before = numbers[index - 1] if index else (0 if marker.number == 2 else None)
        return before is not None and marker.number - before == 2
    after = numbers[index + 1] if index + 1 < len(numbers) else None
    return after is not None and after - marker.number == 2


def _boundary(first: int, stop: int, usual: int, lines: Sequence[Line]) -> int | None:
    """The one place inside where a boundary like the others is."""
    inside = range(first + 1, stop)
    fitting = [index for index in inside if (lines[index].above >= usual if usual else lines[index].above == 0)]
    return fitting[0] if len(fitting) == 1 else None


def _cut(first: int, stop: int, marker: Marker | None, cut: int | None) -> Iterator[Range]:
    if cut is None:
        yield first, stop, marker
    elif marker and marker.place is Place.TRAILING:
        yield from ((first, cut, None), (cut, stop, marker))
    else:
        yield from ((first, cut, marker), (cut, stop, None))
