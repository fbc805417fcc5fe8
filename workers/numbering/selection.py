"""Chooses which of all candidates are the author's numbering of a text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.induced import induced_candidates
from workers.numbering.induced_rows import Layout, explains_more, induced_row, without_listed
from workers.numbering.last_of_open_row import with_last
from workers.numbering.lines import Line
from workers.numbering.list_detection import is_spaced, is_tight, numbers_posts
from workers.numbering.marker_search import find_candidates
from workers.numbering.repeated_markers import with_repeated
from workers.numbering.sequences import Run, best_run, is_plausible, main_run, runs_of, second_numbering
from workers.numbering.stated import stated_row
from workers.numbering.unordered import unordered_row


@dataclass(frozen=True, slots=True)
class Numbering:
    """The chosen markers in the order of the text, and the first marker of a second thread behind them, if there is one."""

    markers: tuple[Candidate, ...]
    next_thread: Candidate | None = None

    @property
    def place(self) -> Place:
        return self.markers[-1].place


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be an author's numbers in a text: in the styles of the tables, and in those of its own."""

    listed: tuple[Candidate, ...]
    own: tuple[Candidate, ...]

    @classmethod
    def of(cls, text: str, lines: Sequence[Line]) -> Candidates:
        """The candidates of a text. Linear in its length."""
        listed = tuple(find_candidates(text, lines))
        own = (marker for index, line in enumerate(lines) for marker in induced_candidates(text, line, index))
        return cls(listed, tuple(without_listed(own, listed)))

    def on(self, lines: Sequence[Line], more: Sequence[Line]) -> Candidates:
        """The same candidates on more lines, whose others are separators and so have none."""
        place_of = {line.start: index for index, line in enumerate(more)}

        def moved(markers: Iterable[Candidate]) -> tuple[Candidate, ...]:
            return tuple(replace(marker, line=place_of[lines[marker.line].start]) for marker in markers)

        return Candidates(moved(self.listed), moved(self.own))


def find_numbering(text: str, lines: Sequence[Line], candidates: Candidates, posts: int | None = None) -> Numbering | None:
    """The numbering of a text, None when it has none. Linear in the number of its lines.

    A style of the text's own counts where the styles of the tables find nothing, or explain less. Numbers that might be a
    list's are believed where they are as many as the `posts` that a page states.
    """
    listed, own = candidates.listed, candidates.own
    numbering = _choose(text, lines, listed, own)
    if numbering is None and posts is not None and (row := stated_row(listed, posts)):
        return Numbering(row)
    if numbering is None:
        return None
    stop = numbering.next_thread.start if numbering.next_thread else len(text)
    markers = with_repeated(text, numbering.markers, (*listed, *own), lines, stop)
    from_end = ((text, lines[index], index) for index in reversed(range(len(lines))))
    return replace(numbering, markers=markers if numbering.next_thread else with_last(markers, from_end))


def _choose(text: str, lines: Sequence[Line], listed: Sequence[Candidate], own: Sequence[Candidate]) -> Numbering | None:
    """The numbering in a style of the tables or of the text's own, whichever explains more."""
    numbering = _listed_numbering(text, lines, listed)
    row, later = induced_row(own, lines)
    if row is None or (numbering and not explains_more(row, numbering.markers)):
        return numbering
    other = second_numbering(row, later)
    return Numbering(complete_run(row, listed), other.first if other else None)


def _listed_numbering(text: str, lines: Sequence[Line], candidates: Sequence[Candidate]) -> Numbering | None:
    """The numbering in styles of the tables."""
    blocks = list(accumulate(index == 0 or line.above > 0 for index, line in enumerate(lines)))
    families: dict[tuple[str, str], list[Run]] = {}
    for key, markers in _families(candidates, lines).items():
        families[key] = [run for run in runs_of(markers) if _is_believable(run, text, lines, blocks)]
    mains = {key: main for key, runs in families.items() if (main := main_run(runs))}
    chosen = best_run(_one_end(mains, lines).values())
    unordered = unordered_row(candidates)
    if len(unordered) > (len(chosen.markers) if chosen else 0):
        return Numbering(unordered)
    if chosen is None:
        return None
    strong = [run for (_, spacing), runs in families.items() if not spacing for run in runs]
    other = second_numbering(chosen, strong) if chosen.first.strength is not Strength.WEAK else None
    return Numbering(complete_run(chosen, candidates), other.first if other else None)


def _families(candidates: Iterable[Candidate], lines: Sequence[Line]) -> dict[tuple[str, str], list[Candidate]]:
    """Candidates that may follow each other. Weak ones at the beginning of a block are kept apart from lists inside one."""
    families: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for marker in candidates:
        if marker.strength is not Strength.WEAK:
            families[marker.family, ""].append(marker)
            continue
        if is_spaced(marker, lines):
            families[marker.family, "spaced"].append(marker)
        if is_tight(marker, lines):
            families[marker.family, "tight"].append(marker)
    return families


def _is_believable(run: Run, text: str, lines: Sequence[Line], blocks: Sequence[int]) -> bool:
    if run.first.strength is Strength.WEAK:
        return numbers_posts(run, text, lines, blocks)
    if len(run.markers) == 1:
        return is_plausible(run) and run.first.line in ({0} if run.first.place is Place.LEADING else {0, len(lines) - 1})
    return is_plausible(run)


def _one_end(mains: dict[tuple[str, str], Run], lines: Sequence[Line]) -> dict[tuple[str, str], Run]:
    """Drops leading or trailing runs where markers stand on lines of their own and so match both forms.

    They lead when the text begins with one, or the gaps are above them, else they trail.
    """
    leading, trailing = mains.get(("leading", "")), mains.get(("trailing", ""))
    if leading is None or trailing is None or not any(marker.own_line for marker in leading.markers):
        return mains
    leads = Layout(lines).stands_above(leading)
    dropped = ("trailing", "") if leads else ("leading", "")
    remaining = leading if leads else trailing
    return mains if len(mains[dropped].markers) > len(remaining.markers) else {k: v for k, v in mains.items() if k != dropped}


def complete_run(run: Run, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The run with other candidates that belong to it: "3)" among "2/", "1/" at the first post's end, a repeated number.

    Weak candidates fill a hole only one at a time; several of them behind the same number are a list.
    """
    lines = [marker.line for marker in run.markers]
    members = set(lines)
    weak: Counter[tuple[int, str]] = Counter()
    extra: dict[int, list[tuple[int, Candidate]]] = defaultdict(list)
    for marker in candidates:
        after = bisect_left(lines, marker.line) - 1
        weak[after, marker.family] += marker.strength is Strength.WEAK
        if marker.line not in members and _belongs(run, marker, after):
            extra[marker.number].append((after, marker))
    lone = (pairs[0] for pairs in extra.values() if len({marker.line for _, marker in pairs}) == 1)
    added = [marker for after, marker in lone if weak[after, marker.family] <= 1]
    return tuple(sorted([*run.markers, *added], key=lambda marker: marker.start))


def _belongs(run: Run, marker: Candidate, after: int) -> bool:
    """Whether a candidate behind the run's marker at index `after` (-1: none) has a missing or repeated number."""
    strong = marker.strength is not Strength.WEAK and run.first.strength is not Strength.WEAK
    if after < 0:
        return strong and run.first.number == 2 and marker.number == 1
    if marker.place is not run.first.place:
        return False
    if after + 1 == len(run.markers):
        return _ends(run, marker)
    before, behind = run.markers[after].number, run.markers[after + 1].number
    repeated = strong and marker.family == run.first.family and marker.number == before
    return repeated or before < marker.number < behind


def _ends(run: Run, marker: Candidate) -> bool:
    """Whether a candidate is the number behind the last and states that it is the total: "4/4" behind "3)"."""
    return len(run.markers) > 1 and not run.totals and marker.number == marker.of == run.last.number + 1
