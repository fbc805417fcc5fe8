"""Separates posts without a number between numbered ones, where exactly one number is missing and one boundary fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from workers.numbering.candidate import Candidate, Place
from workers.numbering.lines import RULED, Line
from workers.numbering.styles import SYMBOLS

ENDED = re.compile(rf"(?:[.!?…:)\]”\"。！？{SYMBOLS}]|Image|GIF|Video)\s*$")
ENDING = 8  # code points at a line's end that are examined
LISTED = re.compile(r"\s{0,20}(?:[-–•*+→▪▶✓\"“«>]|\d{1,3}[.)])")  # how a line of a list or of speech begins

Range = tuple[int, int, Candidate | None]
"""The lines of a post, from the first up to the one behind the last, and the marker among them."""


def separate_unnumbered(text: str, ranges: Sequence[Range], lines: Sequence[Line]) -> Iterator[Range]:
    """The ranges, cut at every separator line, and where a range contains the post of a missing number."""
    levels = [lines[first].above for first, _, _ in ranges[1:]]
    usual = min(levels, default=1)
    numbers = [marker.number if marker else None for _, _, marker in ranges]
    present = frozenset(numbers)
    for index, (first, stop, marker) in enumerate(ranges):
        cuts = [line for line in range(first + 1, stop) if lines[line].above == RULED]
        if not cuts and marker and _is_number_missing(index, numbers, marker, present):
            cuts = _boundary(text, first, stop, usual, lines)
        yield from _cut_range(first, stop, marker, cuts)


def _is_number_missing(index: int, numbers: Sequence[int | None], marker: Candidate, present: Set[int | None]) -> bool:
    """Whether exactly one number is missing on the side where a post without a marker would stand."""
    if marker.place is Place.TRAILING:
        before = numbers[index - 1] if index else (0 if marker.number == 2 else None)
        return before is not None and marker.number - before == 2 and marker.number - 1 not in present
    after = numbers[index + 1] if index + 1 < len(numbers) else None
    return after is not None and after - marker.number == 2 and marker.number + 1 not in present


def _boundary(text: str, first: int, stop: int, usual: int, lines: Sequence[Line]) -> list[int]:
    """The one place inside a range with a boundary like the others; empty where there are several.

    Where single line ends separate posts, a boundary is only one between the end of a sentence and a line of no list.
    """
    inside = range(first + 1, stop)
    fitting = [index for index in inside if (lines[index].above >= usual if usual else lines[index].above == 0)]
    if len(fitting) > 1 and not usual:
        fitting = [
            index for index in fitting if ends_sentence(text, lines[index - 1]) and not LISTED.match(text, lines[index].start)
        ]
    return fitting if len(fitting) == 1 else []


def ends_sentence(text: str, line: Line) -> bool:
    """Whether a line ends as a post's last line does."""
    return ENDED.search(text, max(line.start, line.end - ENDING), line.end) is not None


def _cut_range(first: int, stop: int, marker: Candidate | None, cuts: Sequence[int]) -> Iterator[Range]:
    """Cuts a range; the part at the marker's end keeps the marker."""
    bounds = [first, *cuts, stop]
    marked = len(cuts) if marker and marker.place is Place.TRAILING else 0
    for index, (start, end) in enumerate(pairwise(bounds)):
        yield start, end, marker if index == marked else None
