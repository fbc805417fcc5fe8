"""Splits a text into its lines, with the number of blank lines before each. All kinds of line ends count."""

from __future__ import annotations

import re
from dataclasses import dataclass

RULED = 1000  # `above` of a line that follows a separator line
LINE_END = re.compile("[\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, at `start`…`end` of the text; `above` counts the blank lines before it."""

    start: int
    end: int
    above: int


def lines_of(text: str) -> list[Line]:
    """All lines that are not blank, in order."""
    lines: list[Line] = []
    start = above = 0
    for end in _ends(text):
        if text[start:end].strip():
            lines.append(Line(start, end, above))
            above = 0
        else:
            above += 1
        start = end + 1
    return lines


def _ends(text: str) -> list[int]:
    ends = [match.start() for match in LINE_END.finditer(text)]
    ends.append(len(text))
    return ends
