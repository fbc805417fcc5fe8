"""Separates what follows the last numbered post without a number: thanks, a link, a question. Called by `splitting`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.filling import LISTED, Range, ends_sentence
from workers.numbering.lines import Line
from workers.numbering.separators import starts_post
from workers.numbering.styles import AFTERWORD

MAX_ATTACHED = 1000  # code points of a line that may be nothing but hashtags and addresses
FEWEST_LINES = 3  # numbered posts of one line each that show that every line is a post
ANNOUNCES = re.compile(r"[:：]\s*$")


def separate_closing(text: str, ranges: Sequence[Range], lines: Sequence[Line], posts: int | None) -> list[Range]:
    """The ranges, with what follows the last leading number cut off where it is no part of that post.

    It is none where each of the posts before is one block; else only a page's count of `posts` can show it.
    """
    if not ranges:
        return []
    if _is_post_a_line(ranges, lines):
        return [*_single_lines(text, ranges, lines)]
    *before, (first, stop, marker) = ranges
    short = None if posts is None else posts - len(ranges)
    if marker is None:
        return [*before, *_parts(first, stop, _cuts_by_count(first, stop, lines, short))]
    cuts = _cuts_behind(text, before, (first, stop, marker), lines, short) if marker.place is Place.LEADING else []
    bounds = [first, *cuts, stop]
    return [*before, (first, bounds[1], marker), *_parts(bounds[1], stop, cuts[1:])]


def _is_post_a_line(ranges: Sequence[Range], lines: Sequence[Line]) -> bool:
    """Whether every numbered post is one line, and line follows line without a gap to the end of the text."""
    numbered = [(first, stop) for first, stop, marker in ranges if marker]
    single = all(stop - first == 1 for first, stop in numbered[:-1])
    marker = ranges[-1][2]
    last_single = marker is None or marker.place is Place.LEADING or numbered[-1][1] - numbered[-1][0] == 1
    return len(numbered) >= FEWEST_LINES and single and last_single and not any(line.above for line in lines[1:])


def _single_lines(text: str, ranges: Sequence[Range], lines: Sequence[Line]) -> Iterator[Range]:
    """The ranges, with what follows the last number cut at every line that can begin a post."""
    last = max(index for index, (_, _, marker) in enumerate(ranges) if marker)
    first, _, marker = ranges[last]
    begins = first if marker and marker.place is Place.LEADING else ranges[last][1]
    end = ranges[-1][1]
    yield from ranges[: last + (begins > first)]
    starts = [line for line in range(begins, end) if line == begins or starts_post(text, lines, line)]
    for start, stop in pairwise([*starts, end]):
        yield start, stop, marker if start == first else None


def _cuts_behind(text: str, before: Sequence[Range], last: Range, lines: Sequence[Line], short: int | None) -> list[int]:
    """The lines behind the last number at which something else begins. `short`: how many more posts the page counts."""
    first, stop, _ = last
    blocks = _usual_blocks(before, last, lines)
    starts = _blocks_inside(last, lines)
    if blocks is not None and _ends_before(text, starts[blocks:], lines, last[2]):
        behind = starts[blocks:]
        return behind if short == len(behind) else behind[:1] if short is None or short > 0 else []
    if short != 1:
        return []
    spaced = all(lines[start].above for start, _, _ in [*before[1:], last])
    return (starts if spaced else [line for line in range(first + 1, stop) if not lines[line].above])[-1:]


def _usual_blocks(before: Sequence[Range], last: Range, lines: Sequence[Line]) -> int | None:
    """How many blank lines every earlier numbered post has inside, which is none; None if they differ.

    Also None where one more post without a number would make a list of a run that may be one.
    """
    numbered = [range_ for range_ in before if range_[2]]
    if last[2] and last[2].strength is Strength.WEAK and (len(numbered) + 1) * 2 < len(before) + 2:
        return None
    counts = {len(_blocks_inside(range_, lines)) for range_ in numbered}
    return 0 if counts == {0} else None


def _blocks_inside(range_: Range, lines: Sequence[Line]) -> list[int]:
    """The lines behind blank lines in a post, but for the one under a number that has a line of its own."""
    first, stop, marker = range_
    starts = _block_starts(first, stop, lines)
    return starts[1:] if marker and marker.own_line and starts[:1] == [first + 1] else starts


def _ends_before(text: str, starts: Sequence[int], lines: Sequence[Line], marker: Candidate | None) -> bool:
    """Whether the post before the first of these blocks has ended: it announces nothing, and no list continues."""
    if not starts:
        return False
    above, below = lines[starts[0] - 1], lines[starts[0]]
    if ANNOUNCES.search(text, max(above.start, above.end - 8), above.end) or LISTED.match(text, below.start):
        return False
    short = marker is not None and marker.of is not None and marker.number < marker.of
    return short or not (is_attached(text[below.start : below.end]) or _goes_on(text, above, below))


def is_attached(line: str) -> bool:
    """Whether a line has only hashtags, addresses and words for pictures, which belong to the post above."""
    return all(AFTERWORD.fullmatch(word) for word in line[:MAX_ATTACHED].split())


def _goes_on(text: str, above: Line, below: Line) -> bool:
    """Whether a sentence goes on: the line above does not end one, and the next begins in lower case."""
    return not ends_sentence(text, above) and text[below.start : below.end].lstrip()[:1].islower()


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
