"""Whether a row of "1." or "2)" is a thread's numbering or a list inside one post."""

from __future__ import annotations

from collections.abc import Sequence

from workers.numbering.lines import Line
from workers.numbering.marker import Marker
from workers.numbering.runs import Run


def spaced(marker: Marker, lines: Sequence[Line]) -> bool:
    """Whether a marker begins a block of its own."""
    return marker.line == 0 or lines[marker.line].above > 0


def tight(marker: Marker, lines: Sequence[Line]) -> bool:
    """Whether a marker's line follows another directly."""
    return marker.line == 0 or lines[marker.line].above == 0


def numbers_posts(run: Run, text: str, lines: Sequence[Line]) -> bool:
    """Whether a weak row numbers the whole text: as blocks, of which no more may stand before it than in it, or as lines."""
    if run.first.number > 2 or len(run.markers) < (3 if run.first.family == "words" else 2):
        return False
    if all(spaced(marker, lines) for marker in run.markers):
        return _blocks_before(run, lines) <= len(run.markers) and run.first.start * 2 <= len(text)
    return _holds_blocks(run, lines) or _one_a_line(run, text, lines)


def _blocks_before(run: Run, lines: Sequence[Line]) -> int:
    return sum(index == 0 or line.above > 0 for index, line in enumerate(lines[: run.first.line]))


def _holds_blocks(run: Run, lines: Sequence[Line]) -> bool:
    """Posts on single line ends, with blank lines inside: at least half of them have some."""
    pairs = list(zip(run.markers, run.markers[1:], strict=False))
    holding = sum(any(line.above for line in lines[one.line + 1 : other.line]) for one, other in pairs)
    return _blocks_before(run, lines) <= 1 and holding * 2 >= len(pairs)


def _one_a_line(run: Run, text: str, lines: Sequence[Line]) -> bool:
    """Nothing but numbered lines, save an opening that does not announce a list with a colon."""
    opening = text[: run.first.start].rstrip()
    last = run.last.line
    only_these = last + 1 == len(lines) and last - run.first.line + 1 == len(run.markers)
    return only_these and run.first.line <= 1 and not opening.endswith((":", "："))
