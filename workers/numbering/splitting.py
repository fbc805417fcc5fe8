"""A whole text into its posts: by the author's numbers where there are some, else by blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.numbering.candidate import Candidate, Place
from workers.numbering.closing import closed
from workers.numbering.filling import ends_sentence, filled
from workers.numbering.lines import RULED, Line, lines_of
from workers.numbering.one_line import unfolded
from workers.numbering.selection import Numbering, numbering_of

RULE = re.compile(r"[\s]*(?:-\s?-[\s-]*|(?:[*•·_–—⸻]\s*){3,12}|[—⸻])[\s]*")  # a line that only separates: "--", "• • •", "***"
RULE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One post of a text: `text[start:end]`, marker included."""

    start: int
    end: int
    marker: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A text in pieces, in order. `rules` are lines that only separated them; `rest` is where another thread begins.

    `unfolded` counts the pieces that begin in the middle of a line, because the text had lost its line ends.
    """

    pieces: tuple[Piece, ...]
    numbered: bool
    rules: tuple[tuple[int, int], ...] = ()
    rest: int | None = None
    unfolded: int = 0


@dataclass(frozen=True, slots=True)
class _Range:
    """Lines `first` up to `stop`, and the marker among them."""

    first: int
    stop: int
    marker: Candidate | None = None


def split(text: str, posts: int | None = None) -> Split:
    """Cut a text into posts. `posts` is how many a page says there are; where nothing is numbered, it decides how to cut, and
    else what stands behind the last number.

    Every line that is not blank is in one piece, in `rules`, or after `rest`. Linear in the length of the text.
    """
    whole, more = unfolded(text, lines_of(text))
    lines, rules = _without_rules(text, whole)
    numbering = numbering_of(text, lines)
    if numbering and rules and _decorative(numbering, lines):
        lines, rules = whole, ()
        numbering = numbering_of(text, lines)
    rest = _rest(text, numbering, lines) if numbering else len(lines)
    ranges = _numbered(text, numbering, lines[:rest], posts) if numbering else _unnumbered(text, lines, posts)
    pieces = tuple(Piece(lines[each.first].start, lines[each.stop - 1].end, each.marker) for each in ranges)
    return Split(pieces, numbering is not None, rules, lines[rest].start if rest < len(lines) else None, more)


def _without_rules(text: str, lines: list[Line]) -> tuple[list[Line], tuple[tuple[int, int], ...]]:
    """Separating lines separate; one alone may be anything, unless it stands between blank lines or at either end."""
    ruled = [_is_rule(text, line) for line in lines]
    if sum(ruled) < 2 and not any(rule and _stands_alone(lines, index) for index, rule in enumerate(ruled)):
        return lines, ()
    kept: list[Line] = []
    above = 0
    for line, rule in zip(lines, ruled, strict=True):
        above = RULED if rule else max(above, line.above)
        if not rule:
            kept.append(Line(line.start, line.end, above))
            above = 0
    return kept, tuple((line.start, line.end) for line, rule in zip(lines, ruled, strict=True) if rule)


def _decorative(numbering: Numbering, lines: Sequence[Line]) -> bool:
    """Whether the rules are the author's own: they are when most boundaries between the numbered posts have none."""
    starts = [each.first for each in _by_markers(numbering, len(lines))][1:]
    return sum(lines[start].above == RULED for start in starts) * 2 < len(starts)


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    above = index == 0 or lines[index].above > 0
    return above and (index + 1 == len(lines) or lines[index + 1].above > 0)


def _is_rule(text: str, line: Line) -> bool:
    return line.end - line.start <= RULE_LENGTH and RULE.fullmatch(text, line.start, line.end) is not None


def _rest(text: str, numbering: Numbering, lines: Sequence[Line]) -> int:
    """The line with which another thread begins, or the number of lines.

    Where numbers trail, its first post has no mark: it begins where the text begins again, else behind the last number.
    """
    other, last = numbering.next_thread, numbering.markers[-1].line
    if other is None or other.place is Place.LEADING:
        return other.line if other else len(lines)
    opening = text[lines[0].start : lines[0].end]
    return next((index for index in range(last + 1, other.line) if text.startswith(opening, lines[index].start)), last + 1)


def _numbered(text: str, numbering: Numbering, lines: Sequence[Line], posts: int | None) -> list[_Range]:
    ranges = [(each.first, each.stop, each.marker) for each in _by_markers(numbering, len(lines))]
    return [_Range(*each) for each in closed(text, list(filled(text, ranges, lines)), lines, posts)]


def _by_markers(numbering: Numbering, stop: int) -> Iterator[_Range]:
    """Up to each trailing marker, or from each leading one; what is left over at either end has no marker."""
    at = 0
    held: Candidate | None = None
    for marker in numbering.markers:
        if marker.place is Place.TRAILING:
            if held is not None:
                yield _Range(at, marker.line, held)
                at, held = marker.line, None
            yield _Range(at, marker.line + 1, marker)
            at = marker.line + 1
            continue
        if marker.line > at:
            yield _Range(at, marker.line, held)
        at, held = marker.line, marker
    if at < stop:
        yield _Range(at, stop, held)


def _unnumbered(text: str, lines: Sequence[Line], posts: int | None) -> list[_Range]:
    """By blank lines; where that is not as many as a page says, in the way that is."""
    tight = [index for index, line in enumerate(lines) if not line.above]
    ways = (
        [index for index, line in enumerate(lines) if line.above],
        tight,
        [index for index in tight if index and ends_sentence(text, lines[index - 1])],
        [index for index, line in enumerate(lines) if line.above > 1],
    )
    cuts = [[index for index in way if index] for way in ways]
    starts = next((way for way in cuts if len(way) + 1 == posts), cuts[0])
    return [_Range(start, stop) for start, stop in pairwise([0, *starts, len(lines)])] if lines else []
