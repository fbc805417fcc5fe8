"""Sequences of markers: one marker means nothing, a row that rises through a whole text is an author's numbering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workers.numbering.candidate import Candidate, Onward, Strength

OPEN_RUNS = 6  # runs that may still be continued; bounds the work for any input
LONGEST_JUMP = 30  # a step further than this is another number, not the next one
LONGEST_WEAK_JUMP = 2


@dataclass(slots=True, eq=False)
class Run:
    """Markers of one family in the order of the text, their numbers rising."""

    markers: list[Candidate]

    @property
    def first(self) -> Candidate:
        return self.markers[0]

    @property
    def last(self) -> Candidate:
        return self.markers[-1]

    @property
    def total(self) -> int | None:
        """The total that most of its markers name."""
        named = Counter(marker.of for marker in self.markers if marker.of is not None)
        return named.most_common(1)[0][0] if named else None

    @property
    def sure(self) -> bool:
        """Whether most of its markers are of the kind that is nothing else."""
        return sum(marker.strength is Strength.SURE or marker.endless for marker in self.markers) * 2 >= len(self.markers)


def runs_of(markers: Iterable[Candidate]) -> list[Run]:
    """Every rising row of one family's markers, in the order of their first; each marker is in exactly one."""
    found: list[Run] = []
    still_open: list[Run] = []
    for marker in markers:
        run = _continued(still_open, marker)
        if run is None:
            run = Run([])
            found.append(run)
        else:
            still_open.remove(run)
        run.markers.append(marker)
        still_open.append(run)
        del still_open[:-OPEN_RUNS]
    return found


def _continued(still_open: Sequence[Run], marker: Candidate) -> Run | None:
    """The run that a marker continues: the next number with the same total, else the next number, else a later one."""
    follows = [run for run in still_open if run.last.number < marker.number]
    next_ones = [run for run in follows if run.last.number + 1 == marker.number]
    ways = (
        [run for run in next_ones if run.last.of == marker.of],
        [run for run in next_ones if len(run.markers) > 1 or _agree(run.last, marker)],
        [run for run in follows if marker.number <= run.last.number + _jump(run.last, marker)],
    )
    fitting = next((way for way in ways if way), [])
    return max(fitting, key=lambda run: len(run.markers), default=None)


def _jump(last: Candidate, marker: Candidate) -> int:
    """How far on the next number may be: far only where both are written alike."""
    if not _agree(last, marker):
        return 1
    if last.of is not None and last.of == marker.of:
        return last.of
    return LONGEST_WEAK_JUMP if marker.strength is Strength.WEAK or last.of != marker.of else LONGEST_JUMP


def _agree(one: Candidate, other: Candidate) -> bool:
    return one.of == other.of or one.of is None or other.of is None


def plausible(run: Run) -> bool:
    """Whether a row of numbers can be a thread's, judged by the numbers alone."""
    first, count, total = run.first.number, len(run.markers), run.total
    if total is not None and (first > total or not _mostly(run, total) or _fractions(run, total)):
        return False
    if count == 1:
        return first <= 1 and (run.sure or (run.first.strength is Strength.PLAIN and total in (None, first)))
    span = run.last.number - first + 1
    if run.sure and total is not None and count >= 3:
        return True
    if first <= 2:
        return count * 2 + 1 >= span  # as much may be missing as is there
    return span == count and (total is not None or count >= 3)


def _fractions(run: Run, total: int) -> bool:
    """Whether "1/4 of us… 3/4 of them" are shares: most go on as sentences do behind one, and the row is not whole.

    Where they only go on in lower case, as some authors always do, the row must be full of holes, or no more than two, and
    not end with the whole: nobody writes 4/4 of something.
    """
    count, first = len(run.markers), run.first
    if not all(marker.bare for marker in run.markers) or (count > 1 and count == total - max(first.number, 1) + 1):
        return False
    shares = sum(marker.onward is Onward.SHARE for marker in run.markers)
    onward = sum(marker.onward is not Onward.SENTENCE for marker in run.markers)
    inside = run.last.number - first.number + 1 - count
    holed = run.last.number < total and (count == 2 or inside * 2 >= count)
    return shares * 2 > count or (count > 1 and holed and onward * 2 > count)


def _mostly(run: Run, total: int) -> bool:
    named = [marker.of for marker in run.markers if marker.of is not None]
    return len(named) == 1 or named.count(total) * 2 > len(named)


def main_run(runs: Sequence[Run]) -> Run | None:
    """The row that numbers the text: the first one, unless a longer one runs through it (then the first was chance)."""
    chosen: Run | None = None
    for run in runs:
        if chosen is None or (run.first.start < chosen.last.start and len(run.markers) > len(chosen.markers)):
            chosen = run
    return chosen


def best(runs: Iterable[Run]) -> Run | None:
    """Of the main rows of several families the longest; one that may be a list has to be three times as long."""
    return max(runs, key=_rank, default=None)


def _rank(run: Run) -> tuple[float, bool, int]:
    weak = run.first.strength is Strength.WEAK
    return (len(run.markers) / (3 if weak else 1), run.sure, -run.first.start)


def again(run: Run, runs: Iterable[Run]) -> Run | None:
    """A second thread's numbering after the first one's end, if the numbers begin anew."""
    later = [other for other in runs if other.first.start > run.last.start and other.first.number <= 1]
    rows = [other for other in later if len(other.markers) > 1]  # one alone, "(1/2)", may be half of something
    return min(rows, key=lambda other: other.first.start, default=None)
