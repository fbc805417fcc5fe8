"""Restores the posts of a text that lost its line ends: a complete row of numbers in one line, each after a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.lines import Line
from workers.numbering.styles import READS_ON, SYMBOLS

MAX_LINES = 3  # of a text that may have lost its line ends: there may be an address above and a word below
# A number between the end of a sentence, or the beginning of the text, and the next word. Sentences end with punctuation or
# pictographs.
MARK = re.compile(
    rf"(?:^|(?<=[.!?…。！？:)\]”\"'’{SYMBOLS}])\s{{0,3}}|(?<=[.!?…。！？:)\]”\"'’{SYMBOLS}]\s))"
    r"(?P<marker>[(\[]?(?P<number>\d{1,3})/(?P<of>\d{1,3})?[)\]]?)(?=\s|$)"
)


def split_one_line(text: str, lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines, with the one that holds a complete row cut at its numbers, and how many lines were added.

    The row is 1…n with the same total n, or without totals. Its numbers stand before the posts when the line begins with one,
    behind them when the line ends with one.
    """
    if len(lines) <= MAX_LINES:
        for index, line in enumerate(lines):
            cuts = _cuts(text, line)
            if cuts:
                return [*lines[:index], *_parts(line, cuts), *lines[index + 1 :]], len(cuts)
    return list(lines), 0


def _cuts(text: str, line: Line) -> list[int]:
    """Where the second post and each later one begins; empty where the line holds no complete row."""
    marks = list(MARK.finditer(text[line.start : line.end].rstrip()))
    if len(marks) < 2 or not _is_complete(marks):
        return []
    words = marks[0].string
    if marks[0].start("marker") == len(words) - len(words.lstrip()):
        leads = not any(READS_ON.match(words, mark.end()) for mark in marks) or len(marks) > 2
        return [line.start + mark.start("marker") for mark in marks[1:]] if leads and not _are_shares(marks) else []
    trails = marks[-1].end() == len(words)
    return [line.start + mark.end() for mark in marks[:-1]] if trails else []


def _is_complete(marks: Sequence[re.Match[str]]) -> bool:
    """Whether these are all numbers of a row, with one total or none."""
    totals = {mark["of"] for mark in marks}
    numbers = [int(mark["number"]) for mark in marks]
    return numbers == list(range(1, len(marks) + 1)) and totals in ({None}, {str(len(marks))})


def _are_shares(marks: Sequence[re.Match[str]]) -> bool:
    """Whether the sentences continue as they do after fractions ("1/4 of us")."""
    continuations = [READS_ON.match(mark.string, mark.end()) for mark in marks]
    shares = [match for match in continuations if match and match["share"]]
    return len(shares) * 2 > len(marks)


def _parts(line: Line, cuts: Sequence[int]) -> list[Line]:
    return [
        Line(start, end, line.above if start == line.start else 1) for start, end in pairwise([line.start, *cuts, line.end])
    ]
