"""What stands behind the last numbered post without a number of its own: thanks, a link, a question. Called by `splitting`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.filling import LISTED, Range
from workers.numbering.lines import Line

ANNOUNCES = re.compile(r"[:：]\s*$")


def closed(text: str, ranges: Sequence[Range], lines: Sequence[Line], posts: int | None) -> list[Range]:
    """The same lines, with what follows a last leading number cut off where it is no part of that post.

    It is where the posts before are one block each; else only a page's count of `posts` can tell.
    """
    if not ranges:
        return []
    *before, (first, stop, marker) = ranges
    short = None if posts is None else posts - len(ranges)
    if marker is None:
        return [*before, *_parts(first, stop, _as_counted(first, stop, lines, short))]
    cuts = _behind(text, before, (first, stop, marker), lines, short) if marker.place is Place.LEADING else []
    whole = [first, *cuts, stop]
    return [*before, (first, whole[1], marker), *_parts(whole[1], stop, cuts[1:])]


def _behind(text: str, before: Sequence[Range], last: Range, lines: Sequence[Line], short: int | None) -> list[int]:
    """The lines with which something else begins behind the last number."""
    first, stop, _ = last
    within = _usual(before, last, lines)
    starts = _blocks(first, stop, lines)
    if within is not None and _ends(text, starts[within:], lines):
        behind = starts[within:]
        return behind if short == len(behind) else behind[:1] if short is None or short > 0 else []
    if short != 1:
        return []
    spaced = all(lines[start].above for start, _, _ in [*before[1:], last])
    return (starts if spaced else [line for line in range(first + 1, stop) if not lines[line].above])[-1:]


def _usual(before: Sequence[Range], last: Range, lines: Sequence[Line]) -> int | None:
    """How many blank lines every earlier numbered post has inside: none, or one under a number alone; None if they differ.

    None, too, where one more post without a number would make a list of a row that may be one.
    """
    numbered = [each for each in before if each[2]]
    if last[2] and last[2].strength is Strength.WEAK and (len(numbered) + 1) * 2 < len(before) + 2:
        return None
    counts = {len(_blocks(start, stop, lines)) for start, stop, _ in numbered}
    alone = all(marker.own_line for _, _, marker in [*numbered, last] if marker)
    return counts.pop() if counts == {0} or (counts == {1} and alone) else None


def _ends(text: str, starts: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether the post before the first of these blocks is done: it announces nothing, and no list goes on."""
    if not starts:
        return False
    above, below = lines[starts[0] - 1], lines[starts[0]]
    return not ANNOUNCES.search(text, max(above.start, above.end - 8), above.end) and not LISTED.match(text, below.start)


def _as_counted(first: int, stop: int, lines: Sequence[Line], short: int | None) -> list[int]:
    """Where an unnumbered closing is several posts, if a page's count says just so."""
    cuts = _blocks(first, stop, lines)
    return cuts if short and len(cuts) == short else []


def _blocks(first: int, stop: int, lines: Sequence[Line]) -> list[int]:
    """The lines behind the first one that begin a block."""
    return [line for line in range(first + 1, stop) if lines[line].above]


def _parts(first: int, stop: int, cuts: Sequence[int]) -> list[tuple[int, int, Candidate | None]]:
    bounds = [first, *cuts, stop]
    return [(start, end, None) for start, end in pairwise(bounds) if start < end]
