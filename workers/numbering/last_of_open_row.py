"""The last post of a thread whose author did not say how many there are: "n/n" behind "1/n" and "2/n"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from workers.numbering.candidate import Candidate, Place
from workers.numbering.lines import Line
from workers.numbering.styles import CLOSE, DECORATION, FREE, HEAD, MAX_MARKER, OPEN, OVER, TAIL

PAIR: Final = rf"{OPEN}?\s?(?P<sign>[nNxX])(?P<over>{OVER})(?P=sign)\s?{CLOSE}?"
LEADING: Final = re.compile(rf"{PAIR}[:.]?(?!\w)")
TRAILING: Final = re.compile(rf"{FREE}{PAIR}$")


def with_last(markers: Sequence[Candidate], lines: Iterable[tuple[str, Line, int]]) -> tuple[Candidate, ...]:
    """The markers, and the last one, which states the total by its sign alone.

    It is in the first that has it of these lines, each with its text and the index that its marker gets.
    """
    if not markers or not all(marker.endless for marker in markers):
        return tuple(markers)
    last = markers[-1]
    pairs = (_last_marker(text, line, index, last) for text, line, index in lines if index > last.line)
    pair = next(filter(None, pairs), None)
    return (*markers, pair) if pair else tuple(markers)


def _last_marker(text: str, line: Line, index: int, last: Candidate) -> Candidate | None:
    """The marker "n/n" at the end of a line at which `last`, the number before it, stands."""
    if last.place is Place.LEADING:
        offset = line.start
        head = text[offset : min(line.end, offset + HEAD)]
        decoration = DECORATION.match(head)
        match = LEADING.match(head, decoration.end() if decoration else 0)
    else:
        offset = max(line.start, line.end - TAIL)
        tail = text[offset : line.end].rstrip()
        match = TRAILING.search(tail, max(0, len(tail) - MAX_MARKER))
    if match is None:
        return None
    number = last.number + 1
    return Candidate(
        number=number,
        of=number,
        place=last.place,
        family=last.family,
        strength=last.strength,
        start=offset + match.start(),
        end=offset + match.end(),
        line=index,
        own_line=not (text[line.start : offset + match.start()] + text[offset + match.end() : line.end]).strip(),
    )
