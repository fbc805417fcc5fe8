"""Finds a person's word again in another Version: first the point by its post or its words, then the evidence in its words.

Pure; called by decisions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from domain.shapes.decision import Anchor
from domain.shapes.theme import Evidence
from domain.shapes.thread import Point

ALIKE: Final = 0.75  # of two texts, by difflib: from here on one is the other, changed a little
LONGEST_COMPARED: Final = 4_000  # characters: comparing takes the product of both lengths
WORDY: Final = 12  # characters: a shorter text stands inside another by chance


class PointFinder:
    """The points of one Version, ready to be asked where an anchor stands among them."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        self._by_post: dict[str, list[Point]] = defaultdict(list)
        self._by_words: dict[str, list[Point]] = defaultdict(list)
        for point in points:
            self._by_words[_words(point.text)].append(point)
            if point.post_id is not None:
                self._by_post[point.post_id].append(point)

    def find(self, anchor: Anchor) -> Point | None:
        """The point that the anchor speaks of; None when this Version does not have it."""
        if anchor.post_id is not None and (same := self._by_post.get(anchor.post_id)):
            return _closest(same, anchor)
        if same := self._by_words.get(_words(anchor.text)):
            return min(same, key=lambda point: abs(point.position - anchor.position))
        others = [point for point in self._points if point.post_id is None or anchor.post_id is None]
        return _most_similar(others, anchor)

    def split_parts(self, anchor: Anchor) -> list[Point]:
        """The points that the anchor's point was cut into by hand; none when it was not."""
        whole = _words(anchor.text)
        here = [point for point in self._points if point.post_id == anchor.post_id or anchor.post_id is None]
        pieces = [point for point in here if point.text and len(_words(point.text)) < len(whole) and point.text in anchor.text]
        return pieces if len(pieces) > 1 and whole not in self._by_words else []


def rebase_evidence(evidence: Iterable[Evidence], old: str, new: str) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """Evidence of `old` as it stands in `new`, and the words that are no longer there."""
    found, lost = [], []
    for each in evidence:
        span = (each.start, each.end) if old == new else _cut(each, old, new) or _again(each, len(old), new)
        if span is None:
            lost.append(each.text)
        else:
            found.append(Evidence(*span, new[slice(*span)]))
    return tuple(sorted(set(found), key=lambda each: (each.start, each.end))), tuple(lost)


def _words(text: str) -> str:
    return " ".join(text.split())


def _closest(points: Sequence[Point], anchor: Anchor) -> Point:
    """Of the points of one post (it may have been cut in two), the one that has most of the words."""
    return max(points, key=lambda point: (_likeness(point.text, anchor.text), -abs(point.position - anchor.position)))


def _most_similar(points: Sequence[Point], anchor: Anchor) -> Point | None:
    """The point that was joined from this one and others, or cut out of it, or whose words were changed a little."""
    close = [(likeness, point) for point in points if (likeness := _likeness(point.text, anchor.text)) >= ALIKE]
    if not close:
        return None
    return max(close, key=lambda pair: (pair[0], -abs(pair[1].position - anchor.position)))[1]


def _likeness(one: str, other: str) -> float:
    """0…1; a text that stands whole inside the other is like it, the more of it the more."""
    one, other = _words(one), _words(other)
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= WORDY and shorter in longer:
        return ALIKE + (1 - ALIKE) * len(shorter) / len(longer)
    matcher = SequenceMatcher(None, one[:LONGEST_COMPARED], other[:LONGEST_COMPARED], autojunk=False)
    # The two quick ones are upper bounds, and spare the costly one nearly always.
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _cut(evidence: Evidence, old: str, new: str) -> tuple[int, int] | None:
    """What of the words is in a part that was cut out of the text."""
    offset = old.find(new)
    start, end = max(evidence.start - offset, 0), min(evidence.end - offset, len(new))
    words = new[start:end].strip() if offset >= 0 and start < end else ""
    if not words:
        return None
    start += new[start:end].index(words)
    return start, start + len(words)


def _again(evidence: Evidence, length: int, new: str) -> tuple[int, int] | None:
    """Where the words stand now: of several places the one that is as far from the text's beginning, or its end, as before."""
    left, right = evidence.start, length - evidence.end
    spans = find_occurrences(evidence.text, new)
    return min(spans, key=lambda span: min(abs(span[0] - left), abs(len(new) - span[1] - right)), default=None)


def find_occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, whatever blanks and line ends are between them."""
    each = words.split()
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, each)), text)] if each else []
