"""Decides whether a run of "1." or "2)" is a thread's numbering or a list inside one post."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate
from workers.numbering.lines import Line
from workers.numbering.sequences import Run


def is_spaced(marker: Candidate, lines: Sequence[Line]) -> bool:
    """Whether a marker begins a block of its own."""
    return marker.line == 0 or lines[marker.line].above > 0


def is_tight(marker: Candidate, lines: Sequence[Line]) -> bool:
    """Whether a marker's line follows another directly."""
    return marker.line == 0 or lines[marker.line].above == 0


LONGEST_POST = 280  # code points that the commonest site takes: more of them in single lines are several posts
USUAL_LINE = 50  # code points that lines have on average where each is a post
FEWEST_LONG = 3  # numbered lines before one without a number
STRICT = frozenset({"colons", "dashes", "chinese", "circles"})  # forms that mostly are verses, hours, headings or lists


def are_long_lines(lines: Sequence[Line]) -> bool:
    """Whether lines that follow each other directly are too long together for one post, and long enough each for one."""
    length = lines[-1].end - lines[0].start
    return length > LONGEST_POST and length >= USUAL_LINE * len(lines) and not any(line.above for line in lines[1:])


def is_doubtful(run: Run) -> bool:
    """Whether a run of a strict family is incomplete: not from 1 in the first two lines, with a hole, or under three long."""
    numbers = [marker.number for marker in run.markers]
    complete = run.first.line <= 1 and len(numbers) >= 3 and numbers == list(range(1, len(numbers) + 1))
    return run.first.family in STRICT and not complete


def numbers_posts(run: Run, text: str, lines: Sequence[Line], blocks: Sequence[int]) -> bool:
    """Whether a weak run numbers the whole text: as blocks, with no more of them before it than in it, or as lines.

    `blocks` counts the blocks that begin up to each line.
    """
    if len(run.markers) < (3 if run.first.family == "words" else 2) or run.first.number > 2 or run.first.start * 2 > len(text):
        return False
    if is_doubtful(run):
        return False
    before = blocks[run.first.line - 1] if run.first.line else 0
    if all(is_spaced(marker, lines) for marker in run.markers):
        return before <= len(run.markers)
    return (before <= 1 and _holds_blocks(run, blocks)) or _is_each_line(run, text, lines)


def _holds_blocks(run: Run, blocks: Sequence[int]) -> bool:
    """Whether posts are separated by single line ends and at least half of them have blank lines inside."""
    pairs = list(pairwise(run.markers))
    holding = sum(blocks[other.line - 1] > blocks[one.line] for one, other in pairs)
    return holding * 2 >= len(pairs)


def _is_each_line(run: Run, text: str, lines: Sequence[Line]) -> bool:
    """Whether all lines are numbered, except an opening that does not announce a list with a colon."""
    last = run.last.line
    if run.first.line > 1 or last - run.first.line + 1 != len(run.markers):
        return False
    if last + 1 != len(lines):
        return last + 2 == len(lines) and len(run.markers) >= FEWEST_LONG and are_long_lines(lines)
    return run.first.line == 0 or not text[lines[0].start : lines[0].end].rstrip().endswith((":", "："))
