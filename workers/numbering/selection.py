"""Which of all candidates are the author's numbering of a text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.lines import Line
from workers.numbering.list_detection import numbers_posts, spaced, tight
from workers.numbering.marker_search import candidates
from workers.numbering.scattered import scattered
from workers.numbering.sequences import Run, again, best, main_run, plausible, runs_of


@dataclass(frozen=True, slots=True)
class Numbering:
    """The believed markers in the order of the text, and the first marker of a second thread after them, if one begins."""

    markers: tuple[Candidate, ...]
    next_thread: Candidate | None = None

    @property
    def place(self) -> Place:
        return self.markers[-1].place


def numbering_of(text: str, lines: Sequence[Line]) -> Numbering | None:
    """The numbering of a whole text, or None when it has none. Linear in the text."""
    found = list(candidates(text, lines))
    blocks = list(accumulate(index == 0 or line.above > 0 for index, line in enumerate(lines)))
    families: dict[tuple[str, str], list[Run]] = {}
    for key, markers in _families(found, lines).items():
        families[key] = [run for run in runs_of(markers) if _believable(run, text, lines, blocks)]
    mains = {key: main for key, runs in families.items() if (main := main_run(runs))}
    chosen = best(_settled(mains, lines).values())
    mixed = scattered(found)
    if len(mixed) > (len(chosen.markers) if chosen else 0):
        return Numbering(mixed)
    if chosen is None:
        return None
    strong = [run for (_, spacing), runs in families.items() if not spacing for run in runs]
    other = again(chosen, strong) if chosen.first.strength is not Strength.WEAK else None
    return Numbering(mended(chosen, found), other.first if other else None)


def _families(found: Iterable[Candidate], lines: Sequence[Line]) -> dict[tuple[str, str], list[Candidate]]:
    """Markers that may follow each other. Weak ones that begin a block are kept from those inside of one, which are lists."""
    families: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for marker in found:
        if marker.strength is not Strength.WEAK:
            families[marker.family, ""].append(marker)
            continue
        if spaced(marker, lines):
            families[marker.family, "spaced"].append(marker)
        if tight(marker, lines):
            families[marker.family, "tight"].append(marker)
    return families


def _believable(run: Run, text: str, lines: Sequence[Line], blocks: Sequence[int]) -> bool:
    if run.first.strength is Strength.WEAK:
        return numbers_posts(run, text, lines, blocks)
    if len(run.markers) == 1:
        return plausible(run) and run.first.line in ({0} if run.first.place is Place.LEADING else {0, len(lines) - 1})
    return plausible(run)


def _settled(mains: dict[tuple[str, str], Run], lines: Sequence[Line]) -> dict[tuple[str, str], Run]:
    """Markers on lines of their own look like both ends: they lead when the text begins with one, else they trail."""
    leading, trailing = mains.get(("leading", "")), mains.get(("trailing", ""))
    if leading is None or trailing is None or not any(marker.own_line for marker in leading.markers):
        return mains
    first = leading.first
    leads = first.line == 0 or (first.number == 2 and trailing.last.line < len(lines) - 1)
    loser = ("trailing", "") if leads else ("leading", "")
    keeps = leading if leads else trailing
    return mains if len(mains[loser].markers) > len(keeps.markers) else {k: v for k, v in mains.items() if k != loser}


def mended(run: Run, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The row with what else belongs to it: "3)" among "2/", "1/" at the first post's end, a number that stands twice.

    Weak markers fill a hole one by one; several of them behind the same number are a list.
    """
    lines = [marker.line for marker in run.markers]
    members = set(lines)
    weak: Counter[tuple[int, str]] = Counter()
    extra: dict[int, list[tuple[int, Candidate]]] = defaultdict(list)
    for marker in found:
        after = bisect_left(lines, marker.line) - 1
        weak[after, marker.family] += marker.strength is Strength.WEAK
        if marker.line not in members and _belongs(run, marker, after):
            extra[marker.number].append((after, marker))
    lone = (pairs[0] for pairs in extra.values() if len({marker.line for _, marker in pairs}) == 1)
    mending = [marker for after, marker in lone if weak[after, marker.family] <= 1]
    return tuple(sorted([*run.markers, *mending], key=lambda marker: marker.start))


def _belongs(run: Run, marker: Candidate, after: int) -> bool:
    """Whether a marker behind the row's one at index `after` (-1: none) has a number that is missing or repeated there."""
    strong = marker.strength is not Strength.WEAK and run.first.strength is not Strength.WEAK
    if after < 0:
        return strong and run.first.number == 2 and marker.number == 1
    if marker.place is not run.first.place or after + 1 == len(run.markers):
        return False
    before, behind = run.markers[after].number, run.markers[after + 1].number
    twice = strong and marker.family == run.first.family and marker.number == before
    return twice or before < marker.number < behind
