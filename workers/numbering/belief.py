"""Which of all candidates are the author's numbering of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from workers.numbering.candidates import candidates
from workers.numbering.lines import Line
from workers.numbering.listing import numbers_posts, spaced, tight
from workers.numbering.marker import Marker, Place, Strength
from workers.numbering.runs import Run, again, best, main_run, plausible, runs_of


@dataclass(frozen=True, slots=True)
class Numbering:
    """The believed markers in the order of the text, and the first marker of a second thread after them, if one begins."""

    markers: tuple[Marker, ...]
    next_thread: Marker | None = None

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
    if chosen is None:
        return None
    strong = [run for (_, spacing), runs in families.items() if not spacing for run in runs]
    other = again(chosen, strong) if chosen.first.strength is not Strength.WEAK else None
    return Numbering(mended(chosen, found), other.first if other else None)


def _families(found: Iterable[Marker], lines: Sequence[Line]) -> dict[tuple[str, str], list[Marker]]:
    """Markers that may follow each other. Weak ones that begin a block are kept from those inside of one, which are lists."""
    families: dict[tuple[str, str], list[Marker]] = defaultdict(list)
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


def mended(run: Run, found: Iterable[Marker]) -> tuple[Marker, ...]:
    """The row with what else belongs to it: "3)" among "2/", "1/" at the first post's end, a number that stands twice."""
    between: dict[int, tuple[int, int]] = {}
    for one, other in zip(run.markers, run.markers[1:], strict=False):
        if one.strength is not Strength.WEAK:
            between[one.number] = (one.line, other.line)
        for number in range(one.number + 1, other.number):
            between[number] = (one.line, other.line)
    missing_first = run.first.number == 2
    extra: dict[int, list[Marker]] = defaultdict(list)
    for marker in found:
        low, high = between.get(marker.number, (0, -1))
        fills = marker.place is run.first.place and low < marker.line < high
        opens = missing_first and marker.number == 1 and marker.line < run.first.line and marker.strength is not Strength.WEAK
        if fills or opens:
            extra[marker.number].append(marker)
    mending = [markers[0] for markers in extra.values() if len({marker.line for marker in markers}) == 1]
    return tuple(sorted([*run.markers, *mending], key=lambda marker: marker.start))
