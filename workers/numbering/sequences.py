"""Sequences of candidates: one alone means little, a row that rises through a whole text is an author's numbering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.numbering.candidate import Candidate, Continuation, Strength

OPEN_RUNS = 6  # runs that may still be continued; this bounds the time for any input
MAX_JUMP = 30  # a larger step is not the next number of a run
MAX_WEAK_JUMP = 2


@dataclass(slots=True, eq=False)
class Run:
    """Candidates of one family in the order of the text, with rising numbers."""

    markers: list[Candidate]

    @property
    def first(self) -> Candidate:
        return self.markers[0]

    @property
    def last(self) -> Candidate:
        return self.markers[-1]

    @property
    def totals(self) -> list[int]:
        """The totals that its markers name, in their order."""
        return [marker.of for marker in self.markers if marker.of is not None]

    @property
    def total(self) -> int | None:
        """The total that most of its markers name; the last one where it grows on the way."""
        totals = self.totals
        if self.grows:
            return totals[-1]
        return Counter(totals).most_common(1)[0][0] if totals else None

    @property
    def agrees(self) -> bool:
        """Whether most of its totals are the same, or only one is written."""
        totals = self.totals
        return len(totals) <= 1 or max(Counter(totals).values()) * 2 > len(totals)

    @property
    def grows(self) -> bool:
        """Whether the author raised the total on the way: it never falls, and stays the same from some numbers to the next.

        Fractions grow, too ("1/2, 2/3, 3/4"): without brackets, each total has to stand twice on average.
        """
        totals = self.totals
        different = len(set(totals))
        if different < 2 or any(marker.of is not None and marker.number > marker.of for marker in self.markers):
            return False
        enough = different < len(totals) if self.sure else different * 2 <= len(totals)
        return enough and all(one <= other for one, other in pairwise(totals))

    @property
    def sure(self) -> bool:
        """Whether most of its markers are of a form that is nothing else."""
        return sum(marker.strength is Strength.SURE or marker.endless for marker in self.markers) * 2 >= len(self.markers)


def runs_of(markers: Iterable[Candidate]) -> list[Run]:
    """Every rising row of one family's markers, in the order of their first; each marker is in exactly one."""
    runs: list[Run] = []
    still_open: list[Run] = []
    for marker in markers:
        run = _continued(still_open, marker)
        if run is None:
            run = Run([])
            runs.append(run)
        else:
            still_open.remove(run)
        run.markers.append(marker)
        still_open.append(run)
        del still_open[:-OPEN_RUNS]
    return runs


def _continued(still_open: Sequence[Run], marker: Candidate) -> Run | None:
    """The run that a marker continues: the next number with the same total, else the next number, else a later one."""
    follows = [run for run in still_open if run.last.number < marker.number]
    next_ones = [run for run in follows if run.last.number + 1 == marker.number]
    choices = (
        [run for run in next_ones if run.last.of == marker.of],
        [run for run in next_ones if len(run.markers) > 1 or _agree(run.last, marker)],
        [run for run in follows if marker.number <= run.last.number + _jump(run.last, marker)],
    )
    fitting = next((choice for choice in choices if choice), [])
    return max(fitting, key=lambda run: len(run.markers), default=None)


def _jump(last: Candidate, marker: Candidate) -> int:
    """How much larger the next number may be: much only where both are written alike."""
    if not _agree(last, marker):
        return 1
    if last.of is not None and last.of == marker.of:
        return last.of
    return MAX_WEAK_JUMP if marker.strength is Strength.WEAK or last.of != marker.of else MAX_JUMP


def _agree(one: Candidate, other: Candidate) -> bool:
    return one.of == other.of or one.of is None or other.of is None


def is_plausible(run: Run) -> bool:
    """Whether a row of numbers can be a thread's, decided by the numbers alone."""
    first, count, total = run.first.number, len(run.markers), run.total
    if total is not None and (first > total or not (run.agrees or run.grows) or _are_fractions(run, total)):
        return False
    if count == 1:
        return first <= 1 and (run.sure or (run.first.strength is Strength.PLAIN and total in (None, first)))
    span = run.last.number - first + 1
    if run.sure and total is not None and count >= 3:
        return True
    if first <= 2:
        return count * 2 + 1 >= span  # as much may be missing as is there
    return span == count and (total is not None or count >= 3)


def _are_fractions(run: Run, total: int) -> bool:
    """Whether these are fractions ("1/4 of us… 3/4 of them"): most continue as after a fraction, and the row is incomplete.

    Where they only continue in lower case, as some authors always write, the row must have many holes, or only two numbers,
    and not end with its total: nobody writes 4/4 of something.
    """
    count, first = len(run.markers), run.first
    if not all(marker.bare for marker in run.markers) or (count > 1 and count == total - max(first.number, 1) + 1):
        return False
    shares = sum(marker.continuation is Continuation.SHARE for marker in run.markers)
    continued = sum(marker.continuation is not Continuation.SENTENCE for marker in run.markers)
    inside = run.last.number - first.number + 1 - count
    holed = run.last.number < total and (count == 2 or inside * 2 >= count)
    return shares * 2 > count or (count > 1 and holed and continued * 2 > count)


def main_run(runs: Sequence[Run]) -> Run | None:
    """The run that numbers the text: the first one, unless a longer one overlaps it (then the first is chance)."""
    chosen: Run | None = None
    for run in runs:
        if chosen is None or (run.first.start < chosen.last.start and len(run.markers) > len(chosen.markers)):
            chosen = run
    return chosen


def best_run(runs: Iterable[Run]) -> Run | None:
    """The longest of the main runs of several families; one that may be a list has to be three times as long."""
    return max(runs, key=_rank, default=None)


def _rank(run: Run) -> tuple[float, bool, int]:
    weak = run.first.strength is Strength.WEAK
    return (len(run.markers) / (3 if weak else 1), run.sure, -run.first.start)


def second_numbering(run: Run, runs: Iterable[Run]) -> Run | None:
    """The numbering of a second thread behind the first one, where the numbers begin again."""
    later = [other for other in runs if other.first.start > run.last.start and other.first.number <= 1]
    rows = [other for other in later if len(other.markers) > 1]  # one alone, "(1/2)", may be half of something
    return min(rows, key=lambda other: other.first.start, default=None)
