"""The lines of a text with the blank space before each; every kind of line end counts, none is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

RULED = 1000  # `above` of a line over which stands a line that only separates
LINE_END = re.compile("[\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, at `start`…`end` of the text; `above` counts the blank lines between it and the one before."""

    start: int
    end: int
    above: int


def lines_of(text: str) -> list[Line]:
    """Every line with something on it, in order."""
    found: list[Line] = []
    start = above = 0
    for end in _ends(text):
        if text[start:end].strip():
            found.append(Line(start, end, above))
            above = 0
        else:
            above += 1
        start = end + 1
    return found


def _ends(text: str) -> list[int]:
    ends = [found.start() for found in LINE_END.finditer(text)]
    ends.append(len(text))
    return ends
