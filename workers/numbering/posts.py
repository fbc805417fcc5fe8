"""The numbering of posts whose boundaries are known: only their two ends are looked at. Used by unrolling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from workers.numbering.candidates import leading_candidate, trailing_candidate
from workers.numbering.lines import lines_of
from workers.numbering.list_detection import doubtful
from workers.numbering.marker import Marker, Strength
from workers.numbering.scattered import scattered
from workers.numbering.selection import mended
from workers.numbering.sequences import Run, best, main_run, plausible, runs_of

ENDS = 4000  # code points at either end of a post in which its first and last line are looked for


def number(texts: Sequence[str]) -> tuple[Marker | None, ...]:
    """For each post the author's marker, or None. A marker's `line` is the index of its post, its offsets are the post's."""
    families: dict[str, list[Marker]] = defaultdict(list)
    found: list[Marker] = []
    for index, text in enumerate(texts):
        for marker in _ends(text, index):
            families[marker.family].append(marker)
            found.append(marker)
    mains = (main_run([run for run in runs_of(markers) if _believable(run, len(texts))]) for markers in families.values())
    chosen = best(main for main in mains if main)
    mixed = scattered(found)
    row = mixed if len(mixed) > (len(chosen.markers) if chosen else 0) else mended(chosen, found) if chosen else ()
    believed = {marker.line: marker for marker in row}
    return tuple(believed.get(index) for index in range(len(texts)))


def _ends(text: str, index: int) -> list[Marker]:
    """What stands at a post's start and at its end."""
    offset = max(0, len(text) - ENDS)
    head, tail = lines_of(text[:ENDS]), lines_of(text[offset:])
    leading = leading_candidate(text, head[0], index) if head else None
    trailing = trailing_candidate(text[offset:], tail[-1], index) if tail else None
    if trailing:
        trailing = replace(trailing, start=trailing.start + offset, end=trailing.end + offset)
    return [marker for marker in (leading, trailing) if marker]


def _believable(run: Run, posts: int) -> bool:
    if run.first.strength is Strength.WEAK:
        return not doubtful(run) and len(run.markers) > 1 and run.first.number <= 2 and len(run.markers) * 2 >= posts
    return plausible(run)
