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
    for part in LINE_END.split(text):
        end = start + len(part)
        if part and not part.isspace():
            lines.append(Line(start, end, above))
            above = 0
        else:
            above += 1
        start = end + 1
    return lines


def count_lines(text: str) -> int:
    """How many lines are not blank."""
    return sum(not part.isspace() for part in LINE_END.split(text) if part)
