"""The last post of a thread whose author did not say how many there are: "n/n" behind "1/n" and "2/n"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from workers.numbering.candidate import Candidate, Place
from workers.numbering.lines import Line
from workers.numbering.styles import CLOSE, DECORATION, FREE, HEAD, MAX_MARKER, OPEN, OVER, TAIL

PAIR: Final = rf"{OPEN}?\s?(?P<sign>[nNxX])(?P<over>{OVER})(?P=sign)\s?{CLOSE}?"
LEADING: Final = re.compile(rf"{PAIR}[:.]?(?!\w)")
TRAILING: Final = re.compile(rf"{FREE}{PAIR}$")


def with_last(text: str, markers: Sequence[Candidate], lines: Sequence[Line]) -> tuple[Candidate, ...]:
    """The markers of a text, and the last one, which states the total by its sign alone."""
    if not markers or not all(marker.endless for marker in markers):
        return tuple(markers)
    last = markers[-1]
    for index in range(len(lines) - 1, last.line, -1):
        if pair := last_marker(text, lines[index], index, last):
            return (*markers, pair)
    return tuple(markers)


def last_marker(text: str, line: Line, index: int, last: Candidate) -> Candidate | None:
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
