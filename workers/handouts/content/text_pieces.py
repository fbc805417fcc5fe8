"""Cuts texts into pieces that fit a card or a slide, by the lines that they take there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

LINE_BREAK: Final = "\u2028"
"""Ends a line within a paragraph; a line feed ends a paragraph."""
SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])|[\n\u2028]+")
WIDE, CAPITAL = 2.15, 1.55
"""Widths of letters of Chinese, Japanese and Korean and of capitals, beside 1 for a small letter."""


@dataclass(frozen=True, slots=True)
class Space:
    """Room for a text: small letters in a line, lines, and the height of the space between two paragraphs in lines."""

    columns: int
    lines: float
    paragraph_gap: float = 0.35

    def fitting_length(self, text: str) -> int:
        """How many characters of a text fit, at least one."""
        lines, column = 1.0, 0.0
        for place, letter in enumerate(text):
            if letter == "\n":
                lines, column = lines + 1 + self.paragraph_gap, 0.0
            elif letter == LINE_BREAK:
                lines, column = lines + 1, 0.0
            elif (column := column + letter_width(letter)) > self.columns:
                lines, column = lines + 1, letter_width(letter)
            if lines > self.lines:
                return max(place, 1)
        return len(text)

    def split(self, text: str) -> tuple[str, ...]:
        """A text in pieces that fit, cut between sentences where that is possible, else between words."""
        pieces: list[str] = []
        while (length := self.fitting_length(text)) < len(text):
            cut = cutting_place(text, length)
            pieces.append(text[:cut].rstrip())
            text = text[cut:].lstrip()
        return (*pieces, text)


def letter_width(letter: str) -> float:
    """A letter's width in small letters."""
    if east_asian_width(letter) in "WF":
        return WIDE
    return CAPITAL if letter.isupper() else 1.0


def cutting_place(text: str, length: int) -> int:
    """Where to cut a text so that the first piece has at most `length` characters."""
    ends = [match.end() for match in SENTENCE_END.finditer(text, 0, length) if match.end() > length // 3]
    return ends[-1] if ends else text.rfind(" ", length // 2, length) + 1 or length
