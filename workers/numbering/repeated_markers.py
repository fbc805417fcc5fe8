"""Finds the markers of posts that stand in a text again, word for word: it was copied in several goes that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from workers.numbering.candidate import Candidate, Place
from workers.numbering.lines import Line

SHORTEST: Final = 20  # code points of a line that is said twice only by copying it twice


def with_repeated(
    text: str, row: Sequence[Candidate], candidates: Iterable[Candidate], lines: Sequence[Line], stop: int
) -> tuple[Candidate, ...]:
    """The row, with the markers of its posts that stand again before `stop`, an offset in the text."""
    first_with = {marker.number: marker for marker in reversed(row)}
    families = {marker.family for marker in row}
    members = {marker.line for marker in row}
    again = [
        marker
        for marker in candidates
        if marker.family in families
        and marker.line not in members
        and marker.start < stop
        and (before := first_with.get(marker.number))
        and before.start < marker.start
        and _same_post(text, before, marker, lines)
    ]
    return tuple(sorted([*row, *again], key=lambda marker: marker.start)) if again else tuple(row)


def _same_post(text: str, one: Candidate, other: Candidate, lines: Sequence[Line]) -> bool:
    """Whether two markers and the words beside them are the same."""
    if text[one.start : one.end] != text[other.start : other.end] or one.own_line is not other.own_line:
        return False
    words, same = _words(text, one, lines), _words(text, other, lines)
    return len(words) >= SHORTEST and words == same


def _words(text: str, marker: Candidate, lines: Sequence[Line]) -> str:
    """The line with the marker, or beside it where nothing else is on its line; empty at an end of the text."""
    index = marker.line
    if marker.own_line:
        index += 1 if marker.place is Place.LEADING else -1
    if not 0 <= index < len(lines):
        return ""
    return " ".join(text[lines[index].start : lines[index].end].split())
