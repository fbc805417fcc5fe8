"""Posts that a site shows under one header, cut by the numbers that run through all of their author's headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from workers.numbering import Candidate, Piece, Place, split
from workers.numbering.candidate import Strength
from workers.numbering.lines import Line, lines_of
from workers.numbering.selection import Candidates

FEWEST: Final = 2  # numbers that make a thread
FEWEST_WEAK: Final = 3  # of those that may be a list's
LONG: Final = 60  # code points of a post with such a number, on average
BETWEEN: Final = "\n\n"


def numbered_pieces(texts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """For each text under a header the posts that its author numbered; none where it is one post, which may hold a list."""
    alone = [_pieces_of(text) for text in texts]
    if all(pieces or len(lines_of(text)) < FEWEST for text, pieces in zip(texts, alone, strict=True)):
        return alone
    row = _row(BETWEEN.join(texts), _starts(texts))
    if not row:
        return alone
    bounds = list(pairwise([*_starts(texts), sum(map(len, texts)) + len(BETWEEN) * len(texts)]))
    own = [[_moved(marker, -start) for marker in row if start <= marker.start < stop] for start, stop in bounds]
    return [pieces or _cut(text, markers) for text, pieces, markers in zip(texts, alone, own, strict=True)]


@lru_cache(maxsize=64)  # of the author's records and of the posts chosen from them
def _pieces_of(text: str) -> tuple[Piece, ...]:
    """The posts of a text by itself that its author numbered."""
    pieces = split(text).pieces
    markers = [piece.marker for piece in pieces if piece.marker]
    if sum(marker.strength is not Strength.WEAK for marker in markers) >= FEWEST:
        return pieces
    # "1." and "2)" are a list's, unless what is numbered is as long as posts are, from the first line on.
    numbered = len(markers) >= FEWEST_WEAK and len(markers) == len(pieces) and markers[0].number == 1
    return pieces if numbered and len(text) >= LONG * len(pieces) else ()


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins, where all are joined."""
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) + len(BETWEEN))
    return starts


def _row(joined: str, starts: Sequence[int]) -> list[Candidate]:
    """The numbers from 1 on in one style, one of which opens or ends nearly every text; empty where there are none."""
    lines = lines_of(joined)
    candidates = Candidates.of(joined, lines)
    families: dict[str, list[Candidate]] = {}
    for marker in (*candidates.listed, *candidates.own):
        families.setdefault(marker.family, []).append(marker)
    rows = (_rising(markers) for markers in families.values())
    believed = (row for row in rows if _is_believed(row, joined, starts, lines))
    return max(believed, key=len, default=[])


def _rising(markers: Sequence[Candidate]) -> list[Candidate]:
    """The markers that count from 1 on, each the first behind the one before."""
    row: list[Candidate] = []
    for marker in sorted(markers, key=lambda candidate: candidate.start):
        if marker.number == len(row) + 1:
            row.append(marker)
    return row


def _is_believed(row: Sequence[Candidate], joined: str, starts: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether numbers are the posts': every text but an opening and a closing has one of them at its edge."""
    if len(row) < FEWEST_WEAK or (row[0].strength is Strength.WEAK and len(joined) < LONG * len(row)):
        return False
    edges = {lines[marker.line].start for marker in row if marker.place is Place.LEADING}
    if row[0].place is Place.TRAILING:
        behind = [marker.line + 1 for marker in row]
        edges = {0, *(lines[line].start for line in behind if line < len(lines))}
    inner = [start for start in starts if lines and start <= row[-1].start]
    return sum(start in edges for start in inner) >= max(1, len(inner) - 1)


def _moved(marker: Candidate, distance: int) -> Candidate:
    return replace(marker, start=marker.start + distance, end=marker.end + distance)


def _cut(text: str, markers: Sequence[Candidate]) -> tuple[Piece, ...]:
    """The text cut at the lines of its markers; empty where it holds one number at most."""
    if len(markers) < FEWEST:
        return ()
    lines = lines_of(text)
    return tuple(
        Piece(lines[first].start, lines[stop - 1].end, marker)
        for first, stop, marker in _ranges(lines, markers)
        if first < stop
    )


def _ranges(lines: Sequence[Line], markers: Sequence[Candidate]) -> Iterator[tuple[int, int, Candidate | None]]:
    """The lines of each piece with its marker, which leads or trails them; others may stand in front and behind."""
    of_line = [next(index for index, line in enumerate(lines) if line.end >= marker.end) for marker in markers]
    leading = markers[0].place is Place.LEADING
    at = 0 if not leading else of_line[0]
    if at:
        yield 0, at, None
    for place, marker in enumerate(markers):
        following = of_line[place + 1] if place + 1 < len(markers) else len(lines)
        stop = following if leading else of_line[place] + 1
        yield at, stop, marker
        at = stop
    if at < len(lines):
        yield at, len(lines), None
