"""Decides which numbers in styles of no table are an author's numbering: those that rise through the whole text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.induced import is_bare
from workers.numbering.lines import Line
from workers.numbering.list_detection import is_spaced
from workers.numbering.sequences import Run, main_run, runs_of

FEWEST: Final = 3
FEWEST_DOUBTFUL: Final = 4  # of forms that also are references and figures: "(1)" and "1" at the ends of posts
FEWEST_WITH_TOTAL: Final = 2
FEWEST_HEADINGS: Final = 2
MOST_BLOCKS: Final = 8  # of a first post that ends with its number


@dataclass(frozen=True)
class Layout:
    """The lines of a text and how they form blocks."""

    lines: Sequence[Line]

    @cached_property
    def blocks(self) -> list[int]:
        """For each line how many blocks begin up to it."""
        return list(accumulate(index == 0 or line.above > 0 for index, line in enumerate(self.lines)))

    def ends_block(self, index: int) -> bool:
        """Whether a line is the last of its block."""
        return index + 1 == len(self.lines) or self.lines[index + 1].above > 0

    def stands_above(self, run: Run) -> bool:
        """Whether markers on lines of their own stand above their posts: the text begins with one, or gaps are above."""
        if run.first.line == 0 or run.last.line + 1 == len(self.lines):
            return run.first.line == 0
        above = sum(self.lines[marker.line].above > 0 for marker in run.markers[1:])
        below = sum(self.ends_block(marker.line) for marker in run.markers[:-1])
        return above > below or (above == below and run.first.number == 2)


def induced_row(candidates: Iterable[Candidate], lines: Sequence[Line]) -> tuple[Run | None, list[Run]]:
    """The row that numbers the text best, and the later rows of its style; None where no style is believed. Linear."""
    layout = Layout(lines)
    styles: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        styles[candidate.family].append(candidate)
    believed = {family: runs for family, markers in styles.items() if (runs := _believed(markers, layout))}
    mains = {family: main for family, runs in believed.items() if (main := main_run(runs))}
    family = max(mains, key=lambda name: rank(mains[name]), default=None)
    return (mains[family], believed[family]) if family else (None, [])


def rank(run: Run) -> tuple[int, int, bool]:
    """More numbers, then longer markers (the word before the number too), then the start of the posts."""
    width = sum(marker.end - marker.start for marker in run.markers)
    return len(run.markers), width, run.first.place is Place.LEADING


def _believed(markers: Sequence[Candidate], layout: Layout) -> list[Run]:
    if len(markers) < FEWEST_WITH_TOTAL:
        return []
    return [run for run in runs_of(markers) if rises(run) and _fits(run, layout)]


def rises(run: Run) -> bool:
    """Whether the numbers alone can be a thread's: from 0 or 1, hardly any missing, and enough of them."""
    numbers = [marker.number for marker in run.markers]
    count, span = len(numbers), numbers[-1] - numbers[0] + 1
    if numbers[0] > 1 or count * 4 < span * 3:
        return False
    total = run.total
    if total is not None:
        whole = numbers[0] == 1 and count == total
        return numbers[-1] <= total and (whole or count >= FEWEST) and (run.agrees or run.grows)
    if _are_headings(run):
        return count >= FEWEST_HEADINGS
    return count >= (FEWEST_DOUBTFUL if _is_doubtful(run.first) else FEWEST)


def _are_headings(run: Run) -> bool:
    """Whether the text begins with a number on a line of its own, in a form that has a sign or a word, and all are like it."""
    return run.first.line == 0 and all(marker.own_line for marker in run.markers) and not is_bare(run.first)


def _is_doubtful(marker: Candidate) -> bool:
    """Whether a form at a line's end is often a reference or a figure."""
    return marker.place is Place.TRAILING and not marker.own_line and (is_bare(marker) or " ( " in marker.family)


def _fits(run: Run, layout: Layout) -> bool:
    """Whether the markers stand where posts begin or end, and the row begins with the text."""
    if all(marker.own_line for marker in run.markers):
        if layout.stands_above(run) is not (run.first.place is Place.LEADING):
            return False
        if not is_bare(run.first):
            return layout.blocks[run.first.line] <= 2 or run.total is not None
        return layout.blocks[run.first.line] == 1 and all(other.line - one.line > 1 for one, other in pairwise(run.markers))
    if is_bare(run.first) and not _is_everywhere(run, layout):
        return False
    if run.first.strength is not Strength.WEAK:
        return True
    return _leads(run, layout) if run.first.place is Place.LEADING else _trails(run, layout)


def _is_everywhere(run: Run, layout: Layout) -> bool:
    """Whether every block has a number, or every line of a text of one block: but for an opening and a closing."""
    blocks = layout.blocks[-1]
    return len(run.markers) + 2 >= (blocks if blocks > 1 else len(layout.lines))


def _leads(run: Run, layout: Layout) -> bool:
    """Whether each number begins a block behind at most one opening, posts hold blank lines, or each line has a number."""
    first, last = run.first.line, run.last.line
    before = layout.blocks[first - 1] if first else 0
    if before > 1:
        return False
    if all(is_spaced(marker, layout.lines) for marker in run.markers):
        return True
    pairs = list(pairwise(run.markers))
    holding = sum(layout.blocks[other.line - 1] > layout.blocks[one.line] for one, other in pairs)
    each_line = not is_bare(run.first) and first == 0 and last - first + 1 == len(run.markers) and last + 2 >= len(layout.lines)
    return holding * 2 >= len(pairs) or each_line


def _trails(run: Run, layout: Layout) -> bool:
    """Whether each number ends a block, or each line from the first has one."""
    each_line = run.first.line == 0 and run.last.line + 1 == len(run.markers)
    near = layout.blocks[run.first.line] <= MOST_BLOCKS
    return each_line or (near and all(layout.ends_block(marker.line) for marker in run.markers))


def without_listed(own: Iterable[Candidate], listed: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that are longer than what a table's style finds at the same end of a line; the tables judge the others."""
    spans = {(marker.place, marker.line): marker for marker in listed}
    return [marker for marker in own if not _covers(spans.get((marker.place, marker.line)), marker)]


def _covers(listed: Candidate | None, marker: Candidate) -> bool:
    return listed is not None and listed.start <= marker.start and listed.end >= marker.end


def explains_more(run: Run, markers: Sequence[Candidate]) -> bool:
    """Whether a row explains more than a table's markers: more lines, or the same ones with a rest that the table leaves."""
    listed = {marker.number: marker for marker in reversed(markers)}
    if len(run.markers) != len(listed):
        return len(run.markers) > len(listed)
    pairs = [(own, listed[own.number]) for own in run.markers if own.number in listed]
    around = len(pairs) == len(listed) and all(own.start <= other.start and own.end >= other.end for own, other in pairs)
    return around and any(own.end - own.start > other.end - other.start for own, other in pairs)
