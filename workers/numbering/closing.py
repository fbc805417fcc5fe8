"""Separates what follows the last numbered post without a number: thanks, a link, a question. Called by `splitting`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.filling import LISTED, Range
from workers.numbering.lines import Line

ANNOUNCES = re.compile(r"[:：]\s*$")


def separate_closing(text: str, ranges: Sequence[Range], lines: Sequence[Line], posts: int | None) -> list[Range]:
    """The ranges, with what follows the last leading number cut off where it is no part of that post.

    It is none where each of the posts before is one block; else only a page's count of `posts` can show it.
    """
    if not ranges:
        return []
    *before, (first, stop, marker) = ranges
    short = None if posts is None else posts - len(ranges)
    if marker is None:
        return [*before, *_parts(first, stop, _cuts_by_count(first, stop, lines, short))]
    cuts = _cuts_behind(text, before, (first, stop, marker), lines, short) if marker.place is Place.LEADING else []
    bounds = [first, *cuts, stop]
    return [*before, (first, bounds[1], marker), *_parts(bounds[1], stop, cuts[1:])]


def _cuts_behind(text: str, before: Sequence[Range], last: Range, lines: Sequence[Line], short: int | None) -> list[int]:
    """The lines behind the last number at which something else begins. `short`: how many more posts the page counts."""
    first, stop, _ = last
    blocks = _usual_blocks(before, last, lines)
    starts = _block_starts(first, stop, lines)
    if blocks is not None and _ends_before(text, starts[blocks:], lines):
        behind = starts[blocks:]
        return behind if short == len(behind) else behind[:1] if short is None or short > 0 else []
    if short != 1:
        return []
    spaced = all(lines[start].above for start, _, _ in [*before[1:], last])
    return (starts if spaced else [line for line in range(first + 1, stop) if not lines[line].above])[-1:]


def _usual_blocks(before: Sequence[Range], last: Range, lines: Sequence[Line]) -> int | None:
    """How many blank lines every earlier numbered post has inside: none, or one under a number alone; None if they differ.

    Also None where one more post without a number would make a list of a run that may be one.
    """
    numbered = [range_ for range_ in before if range_[2]]
    if last[2] and last[2].strength is Strength.WEAK and (len(numbered) + 1) * 2 < len(before) + 2:
        return None
    counts = {len(_block_starts(start, stop, lines)) for start, stop, _ in numbered}
    alone = all(marker.own_line for _, _, marker in [*numbered, last] if marker)
    return counts.pop() if counts == {0} or (counts == {1} and alone) else None


def _ends_before(text: str, starts: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether the post before the first of these blocks has ended: it announces nothing, and no list continues."""
    if not starts:
        return False
    above, below = lines[starts[0] - 1], lines[starts[0]]
    return not ANNOUNCES.search(text, max(above.start, above.end - 8), above.end) and not LISTED.match(text, below.start)


def _cuts_by_count(first: int, stop: int, lines: Sequence[Line], short: int | None) -> list[int]:
    """The lines at which an unnumbered closing falls into posts, where the page counts exactly so many."""
    cuts = _block_starts(first, stop, lines)
    return cuts if short and len(cuts) == short else []


def _block_starts(first: int, stop: int, lines: Sequence[Line]) -> list[int]:
    """The lines behind the first one that begin a block."""
    return [line for line in range(first + 1, stop) if lines[line].above]


def _parts(first: int, stop: int, cuts: Sequence[int]) -> list[tuple[int, int, Candidate | None]]:
    bounds = [first, *cuts, stop]
    return [(start, end, None) for start, end in pairwise(bounds) if start < end]
