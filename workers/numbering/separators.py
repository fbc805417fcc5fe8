"""Cuts a text without numbers: at its strongest separators, or into as many posts as its page declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from workers.numbering.filling import LISTED, ends_sentence
from workers.numbering.lines import RULED, Line
from workers.numbering.list_detection import are_long_lines

WIDE: Final = 2  # blank lines of a gap that separates more than one blank line does
SHORTEST_LINE: Final = 30  # code points of a line that is a post of its own, half as many in scripts without spaces
LONGEST_LINE: Final = 600
LINK: Final = re.compile(r"(?:https?://\S+|(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/\S*)?)", re.IGNORECASE)
LONGEST_ITEM: Final = 60
PICTURE: Final = re.compile(r"(?:Image|GIF|Video)+")
ANNOUNCES: Final = (":", ",", "：", "、")


def cut_unnumbered(text: str, lines: Sequence[Line], posts: int | None) -> list[int]:
    """The lines with which posts begin, the first among them. `posts` is how many a page declares."""
    if not lines:
        return []
    levels = list(_levels(lines))
    if posts == 1:
        return [0]
    if posts is not None and len(lines) >= posts:
        return next((starts for starts in levels if len(starts) == posts), None) or _likeliest(text, lines, posts)
    strongest = next((starts for starts in levels[:3] if len(starts) > 1), None)
    if strongest:
        return [start for start in strongest if not _is_announced_list(text, lines, start)]
    if posts is not None and len(lines) > 1:  # more posts than lines: no line holds two
        return [0, *(index for index in range(1, len(lines)) if starts_post(text, lines, index))]
    return list(range(len(lines))) if _is_post_a_line(text, lines) else [0]


def _is_announced_list(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the first item of a list that the line above announces, across a blank line."""
    if not index or lines[index].above >= WIDE:
        return False
    before = text[lines[index - 1].start : lines[index - 1].end].rstrip()
    return before.endswith((":", "：")) and LISTED.match(text, lines[index].start) is not None


def other_cut(text: str, lines: Sequence[Line]) -> int:
    """Into how many posts a text without numbers can be cut as well: at the next weaker separators, else not at all."""
    strongest = len(cut_unnumbered(text, lines, None))
    weaker = (len(starts) for starts in list(_levels(lines))[:3])
    finer = next((count for count in weaker if count > strongest), None)
    if finer is None and strongest > 1 and _is_post_a_line(text, lines) and len(lines) > strongest:
        finer = len(lines)
    return finer or 1


def _levels(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The cuts at one kind of boundary, the strongest first: separator lines, wide gaps, blank lines; then line ends.

    A cut at a weaker kind is also one at every stronger kind.
    """
    later = range(1, len(lines))
    for least in (RULED, WIDE, 1):
        yield [0, *(index for index in later if lines[index].above >= least)]
    yield [0, *(index for index in later if not lines[index].above)]
    yield [0, *later]


def _is_post_a_line(text: str, lines: Sequence[Line]) -> bool:
    """Whether every line reads as a post of its own: whole sentences, no list, and together more than one post holds."""
    return len(lines) > 2 and are_long_lines(lines) and all(_reads_as_post(text, line) for line in lines)


def _reads_as_post(text: str, line: Line) -> bool:
    words = text[line.start : line.end].strip()
    shortest = SHORTEST_LINE if " " in words else SHORTEST_LINE // 2
    if not shortest <= len(words) <= LONGEST_LINE or words[0].islower() or LISTED.match(words):
        return False
    return ends_sentence(text, line) and not words.endswith(ANNOUNCES)


def starts_post(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a line can begin a post of its own: no item of a list, no continued sentence, no lone address."""
    words = text[lines[index].start : lines[index].end].strip()
    before = text[lines[index - 1].start : lines[index - 1].end].rstrip()
    continues = words[0].islower() or LISTED.match(words) or LINK.fullmatch(words) or words.startswith("#")
    return not continues and not before.endswith(ANNOUNCES)


def _likeliest(text: str, lines: Sequence[Line], posts: int) -> list[int]:
    """Of all line ends those that look most like a post's end. Linear but for one sort."""
    gaps = sum(line.above > 0 for line in lines[1:])
    rare = gaps * 2 < len(lines) - 1
    scores = {index: _score(text, lines, index, rare) for index in range(1, len(lines))}
    chosen = sorted(scores, key=lambda index: (-scores[index], index))[: posts - 1]
    return [0, *sorted(chosen)]


def _score(text: str, lines: Sequence[Line], index: int, rare_gaps: bool) -> float:
    """How much the boundary above a line looks like one between posts.

    On unrollers' pages posts follow each other on the next line, so that a rare blank line is the author's own.
    """
    line = text[lines[index].start : lines[index].end].strip()
    before = text[lines[index - 1].start : lines[index - 1].end].strip()
    score = 0.0
    if LINK.fullmatch(line) or line.startswith(("#", "pic.")):
        score -= 3  # an address or hashtags belong to the words above
    if line[0].islower():
        score -= 1.5
    if LISTED.match(line) or _goes_on_listing(before, line):
        score -= 1.5
    if PICTURE.fullmatch(line):
        score -= 3
    elif PICTURE.fullmatch(before):
        score += 2
    if before.endswith(ANNOUNCES):
        score -= 2
    if ends_sentence(text, lines[index - 1]) or LINK.fullmatch(before):
        score += 1
    if lines[index].above >= WIDE:
        score += 1 + (lines[index].above >= RULED)
    return score + (-0.5 if rare_gaps == (lines[index].above > 0) else 0.5)


def _goes_on_listing(before: str, line: str) -> bool:
    """Whether two short lines begin alike, with a figure or the same sign, as items of a list do."""
    if max(len(before), len(line)) > LONGEST_ITEM:
        return False
    return (before[:1].isdigit() and line[:1].isdigit()) or (before[:1] == line[:1] and not line[:1].isalnum())


def ranges_between(starts: Sequence[int], stop: int) -> list[tuple[int, int, None]]:
    """The ranges of lines that begin at `starts`, without markers."""
    return [(first, last, None) for first, last in pairwise([*starts, stop])]
