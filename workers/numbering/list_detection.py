"""Whether a row of "1." or "2)" is a thread's numbering or a list inside one post."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate
from workers.numbering.lines import Line
from workers.numbering.sequences import Run


def spaced(marker: Candidate, lines: Sequence[Line]) -> bool:
    """Whether a marker begins a block of its own."""
    return marker.line == 0 or lines[marker.line].above > 0


def tight(marker: Candidate, lines: Sequence[Line]) -> bool:
    """Whether a marker's line follows another directly."""
    return marker.line == 0 or lines[marker.line].above == 0


STRICT = frozenset({"colons", "dashes", "chinese", "circles"})  # seldom meant: verses, hours, headings, lists


def doubtful(run: Run) -> bool:
    """Whether a row of a strict family is less than whole: three at least, from 1 at the top or under one line, no hole."""
    numbers = [marker.number for marker in run.markers]
    whole = run.first.line <= 1 and len(numbers) >= 3 and numbers == list(range(1, len(numbers) + 1))
    return run.first.family in STRICT and not whole


def numbers_posts(run: Run, text: str, lines: Sequence[Line], blocks: Sequence[int]) -> bool:
    """Whether a weak row numbers the whole text: as blocks, of which no more may stand before it than in it, or as lines.

    `blocks` counts the blocks that begin up to each line.
    """
    if len(run.markers) < (3 if run.first.family == "words" else 2) or run.first.number > 2 or run.first.start * 2 > len(text):
        return False
    if doubtful(run):
        return False
    before = blocks[run.first.line - 1] if run.first.line else 0
    if all(spaced(marker, lines) for marker in run.markers):
        return before <= len(run.markers)
    return (before <= 1 and _holds_blocks(run, blocks)) or _one_a_line(run, text, lines)


def _holds_blocks(run: Run, blocks: Sequence[int]) -> bool:
    """Posts on single line ends, with blank lines inside: at least half of them have some."""
    pairs = list(pairwise(run.markers))
    holding = sum(blocks[other.line - 1] > blocks[one.line] for one, other in pairs)
    return holding * 2 >= len(pairs)


def _one_a_line(run: Run, text: str, lines: Sequence[Line]) -> bool:
    """Nothing but numbered lines, save an opening that does not announce a list with a colon."""
    last = run.last.line
    only_these = last + 1 == len(lines) and last - run.first.line + 1 == len(run.markers)
    if not only_these or run.first.line > 1:
        return False
    return run.first.line == 0 or not text[lines[0].start : lines[0].end].rstrip().endswith((":", "："))
