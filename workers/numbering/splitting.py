"""Splits a text into its posts: by the author's numbers where there are some, else at the strongest separators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.numbering.candidate import Candidate, Place
from workers.numbering.closing import is_attached, separate_closing
from workers.numbering.filling import Range, separate_unnumbered
from workers.numbering.lines import RULED, Line, lines_of
from workers.numbering.one_line import split_one_line
from workers.numbering.selection import Candidates, Numbering, find_numbering
from workers.numbering.separators import cut_unnumbered, other_cut, ranges_between

RULE = re.compile(r"[\s]*(?:-\s?-[\s-]*|(?:[*•·_–—⸻=~]\s*){3,40}|[—⸻])[\s]*")  # a separator line: "--", "• • •", "***"
MAX_RULE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One post of a text: `text[start:end]`, marker included."""

    start: int
    end: int
    marker: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """The pieces of a text, in order.

    `numbered` is True when the author's numbers decided where to split. `rules` are lines that only separated pieces; `rest` is
    where another thread begins. `unfolded` counts the pieces that begin inside a line, because the text had lost its line ends.
    """

    pieces: tuple[Piece, ...]
    numbered: bool
    rules: tuple[tuple[int, int], ...] = ()
    rest: int | None = None
    unfolded: int = 0


def split(text: str, posts: int | None = None) -> Split:
    """Splits a text into posts. Linear in its length.

    `posts` is how many a page says there are: it decides how to split a text without numbers, and else what stands behind the
    last number. Every line that is not blank is in one piece, in `rules`, or after `rest`.
    """
    all_lines, unfolded = split_one_line(text, lines_of(text))
    lines, rules = _without_rules(text, all_lines)
    candidates = Candidates.of(text, lines)
    numbering = find_numbering(text, lines, candidates, posts)
    if numbering and not rules and (parting := _rules_at_markers(text, lines, numbering)):
        lines, rules = _without(lines, parting)
        candidates = Candidates.of(text, lines)
        numbering = find_numbering(text, lines, candidates, posts)
    if numbering and rules and _are_decoration(text, numbering, lines):
        candidates, lines, rules = candidates.on(lines, all_lines), all_lines, ()
        numbering = find_numbering(text, lines, candidates, posts)
    rest = _rest(text, numbering, lines) if numbering else len(lines)
    ranges = _numbered(text, numbering, lines[:rest], posts) if numbering else _unnumbered(text, lines, posts)
    pieces = tuple(Piece(lines[first].start, lines[stop - 1].end, marker) for first, stop, marker in ranges)
    outside = tuple(_outside(rules, pieces))
    return Split(pieces, numbering is not None, outside, lines[rest].start if rest < len(lines) else None, unfolded)


def _outside(rules: Sequence[tuple[int, int]], pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """The separator lines at which the text was cut; another one is part of the post in which it stands."""
    following = iter(pieces)
    piece = next(following, None)
    for start, end in rules:
        while piece and piece.end <= start:
            piece = next(following, None)
        if piece is None or start < piece.start:
            yield start, end


def other_cut_of(text: str) -> int:
    """Into how many posts a text that was cut at its separators can be cut as well."""
    return other_cut(text, _without_rules(text, lines_of(text))[0])


def _without_rules(text: str, lines: list[Line]) -> tuple[list[Line], tuple[tuple[int, int], ...]]:
    """The lines without separator lines, and the spans of these.

    A single one may be anything, a heading's underline too, unless it stands below a blank line or at the top.
    """
    ruled = [_is_rule(text, line) for line in lines]
    if sum(ruled) < 2 and not any(rule and _stands_apart(lines, index) for index, rule in enumerate(ruled)):
        return lines, ()
    return _without(lines, ruled)


def _rules_at_markers(text: str, lines: Sequence[Line], numbering: Numbering) -> list[bool]:
    """For each line whether it is a separator line directly between two numbered posts; empty where there is none."""
    leading = {marker.line - 1 for marker in numbering.markers if marker.place is Place.LEADING}
    trailing = {marker.line + 1 for marker in numbering.markers if marker.place is Place.TRAILING}
    ruled = [index in leading | trailing and _is_rule(text, line) for index, line in enumerate(lines)]
    return ruled if any(ruled) else []


def _without(lines: list[Line], ruled: list[bool]) -> tuple[list[Line], tuple[tuple[int, int], ...]]:
    """The lines that are no separators, each with what stands above it, and the spans of the separators."""
    remaining: list[Line] = []
    above = 0
    for line, rule in zip(lines, ruled, strict=True):
        above = RULED if rule else max(above, line.above)
        if not rule:
            remaining.append(Line(line.start, line.end, above))
            above = 0
    return remaining, tuple((line.start, line.end) for line, rule in zip(lines, ruled, strict=True) if rule)


def _are_decoration(text: str, numbering: Numbering, lines: Sequence[Line]) -> bool:
    """Whether the separator lines are the author's own: most boundaries between the numbered posts have none."""
    starts = [first for first, _, _ in _by_markers(text, numbering, lines)][1:]
    return sum(lines[start].above == RULED for start in starts) * 2 < len(starts)


def _stands_apart(lines: Sequence[Line], index: int) -> bool:
    return index == 0 or lines[index].above > 0


def _is_rule(text: str, line: Line) -> bool:
    return line.end - line.start <= MAX_RULE and RULE.fullmatch(text, line.start, line.end) is not None


def _rest(text: str, numbering: Numbering, lines: Sequence[Line]) -> int:
    """The line with which another thread begins, or the number of lines.

    Where numbers trail, the other thread's first post has no mark at its beginning: it begins where the text begins again, else
    behind the last number.
    """
    other, last = numbering.next_thread, numbering.markers[-1].line
    if other is None or other.place is Place.LEADING:
        return other.line if other else len(lines)
    opening = text[lines[0].start : lines[0].end]
    return next((index for index in range(last + 1, other.line) if text.startswith(opening, lines[index].start)), last + 1)


def _numbered(text: str, numbering: Numbering, lines: Sequence[Line], posts: int | None) -> list[Range]:
    ranges = list(_by_markers(text, numbering, lines))
    return separate_closing(text, list(separate_unnumbered(text, ranges, lines)), lines, posts)


def _by_markers(text: str, numbering: Numbering, lines: Sequence[Line]) -> Iterator[Range]:
    """Ranges up to each trailing marker, or from each leading one; what remains at either end has no marker."""
    at = 0
    leading: Candidate | None = None
    for marker in numbering.markers:
        if marker.place is Place.TRAILING:
            if leading is not None:
                yield at, marker.line, leading
                at, leading = marker.line, None
            stop = _behind_attached(text, marker.line + 1, lines)
            yield at, stop, marker
            at = stop
            continue
        if marker.line > at:
            yield at, marker.line, leading
        at, leading = marker.line, marker
    if at < len(lines):
        yield at, len(lines), leading


def _behind_attached(text: str, line: int, lines: Sequence[Line]) -> int:
    """The first line from this one on that is more than hashtags and addresses: those belong to the post above."""
    while line < len(lines) and not lines[line].above and is_attached(text[lines[line].start : lines[line].end]):
        line += 1
    return line


def _unnumbered(text: str, lines: Sequence[Line], posts: int | None) -> list[Range]:
    return [*ranges_between(cut_unnumbered(text, lines, posts), len(lines))]
