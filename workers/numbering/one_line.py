"""A thread whose line ends were lost on the clipboard: a whole row of numbers in one line, each where a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workers.numbering.lines import Line
from workers.numbering.styles import READS_ON, SYMBOLS

FEW = 3  # lines of a text that may have lost its line ends: an address may stand above, a word below
# A number between a sentence's end, or the text's, and the next word. Ends are punctuation and pictographs.
MARK = re.compile(
    rf"(?:^|(?<=[.!?…。！？:)\]”\"'’{SYMBOLS}])\s{{0,3}}|(?<=[.!?…。！？:)\]”\"'’{SYMBOLS}]\s))"
    r"(?P<whole>[(\[]?(?P<number>\d{1,3})/(?P<of>\d{1,3})?[)\]]?)(?=\s|$)"
)


def unfolded(text: str, lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines, with the one that holds a whole row cut at its numbers, and how many more there are now.

    The row is 1…n with the same total n, or without totals; it stands before the posts when the line begins with it, behind
    them when the line ends with it.
    """
    if len(lines) <= FEW:
        for index, line in enumerate(lines):
            cuts = _cuts(text, line)
            if cuts:
                return [*lines[:index], *_parts(line, cuts), *lines[index + 1 :]], len(cuts)
    return list(lines), 0


def _cuts(text: str, line: Line) -> list[int]:
    """Where the second post begins, and each one after it; nothing where the line is no row."""
    found = list(MARK.finditer(text[line.start : line.end].rstrip()))
    if len(found) < 2 or not _whole(found):
        return []
    words = found[0].string
    if found[0].start("whole") == len(words) - len(words.lstrip()):
        leads = not any(READS_ON.match(words, each.end()) for each in found) or len(found) > 2
        return [line.start + each.start("whole") for each in found[1:]] if leads and not _shares(found) else []
    trails = found[-1].end() == len(words)
    return [line.start + each.end() for each in found[:-1]] if trails else []


def _whole(found: Sequence[re.Match[str]]) -> bool:
    """Whether these are all numbers of a row, with one total or none."""
    totals = {each["of"] for each in found}
    numbers = [int(each["number"]) for each in found]
    return numbers == list(range(1, len(found) + 1)) and totals in ({None}, {str(len(found))})


def _shares(found: Sequence[re.Match[str]]) -> bool:
    """Whether sentences go on behind them as behind fractions."""
    shares = [each for each in found if (onward := READS_ON.match(each.string, each.end())) and onward["share"]]
    return len(shares) * 2 > len(found)


def _parts(line: Line, cuts: Sequence[int]) -> list[Line]:
    return [
        Line(start, end, line.above if start == line.start else 1) for start, end in pairwise([line.start, *cuts, line.end])
    ]
