"""Which posts of a conversation are the thread: its author's unbroken run, and numbered ones behind strangers' posts too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workers.numbering import Candidate, Piece, split
from workers.numbering.candidate import Strength
from workers.numbering.posts import numbers_in

FEWEST: Final = 2  # numbered posts that make a thread
FEWEST_WEAK: Final = 3  # of those whose numbers may be a list's
LONG: Final = 60  # code points of such a post, on average


def author_run(own: Sequence[bool], texts: Sequence[str]) -> list[int]:
    """The indices of the thread among posts of which `own` says whether the first post's author wrote them."""
    mine = [index for index, is_own in enumerate(own) if is_own]
    run = next((index for index, is_own in enumerate(own) if not is_own), len(own))
    markers = numbers_in([texts[index] for index in mine])
    numbered = [index for index, marker in zip(mine, markers, strict=True) if marker]
    if len(numbered) < FEWEST:
        return [index for index in mine if index < run]
    chosen = [index for index in mine if index < run or index in numbered]
    return [index for index in chosen if index <= numbered[-1]] if _has_one_total(markers) else chosen


def numbered_pieces(text: str) -> tuple[Piece, ...]:
    """The posts under one header that their author numbered; empty where there is one post, which may hold a list."""
    pieces = split(text).pieces
    markers = [piece.marker for piece in pieces if piece.marker]
    if sum(marker.strength is not Strength.WEAK for marker in markers) >= FEWEST:
        return pieces
    # "1." and "2)" are a list's, unless what is numbered is as long as posts are, from the first line on.
    numbered = len(markers) >= FEWEST_WEAK and len(markers) == len(pieces) and markers[0].number == 1
    return pieces if numbered and len(text) >= LONG * len(pieces) else ()


def _has_one_total(markers: Sequence[Candidate | None]) -> bool:
    """Whether all numbers state the same total: what follows the last of them is an answer."""
    totals = {marker.of for marker in markers if marker}
    return len(totals) == 1 and None not in totals
