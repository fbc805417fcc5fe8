"""Finds the point of a decision in another Version, by its post or its text, and the evidence in the text as it is there.

Pure; called by `archive/tags/`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from domain.shapes.decision import Anchor
from domain.shapes.tag import Evidence
from domain.shapes.thread import Point

MIN_SIMILARITY: Final = 0.75  # of two texts, by difflib: from here on one is the other with small changes
MAX_COMPARED: Final = 4_000  # characters: the time to compare grows with the product of both lengths
MIN_CONTAINED: Final = 12  # characters: a shorter text is contained in another by chance
MAX_MARKER: Final = 12  # characters of a number marker that a join wrote out again
BLANK_LINE: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor's text is now. `is_part`: others were joined to it, and the point has their texts too."""

    point: Point
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class _History:
    """The points beside an anchor's in the latest Version that has it as it was, and the points of each Version since."""

    beside: Sequence[Point] = ()
    since: Sequence[Sequence[Point]] = ()


class PointFinder:
    """Finds anchors among the points of one Version.

    `earlier` are the points of the thread's other Versions, the latest first. They are read only for an anchor whose post and
    text are not there, and tell that a similar point is not what became of it: it stood beside it, or came later.
    """

    def __init__(self, points: Sequence[Point], earlier: Iterable[Sequence[Point]] = ()) -> None:
        self._points = points
        self._earlier = iter(earlier)
        self._earlier_read: list[Sequence[Point]] = []
        self._histories: dict[Anchor, _History] = {}
        self._by_post: dict[str, list[Point]] = defaultdict(list)
        self._by_text: dict[str, list[Point]] = defaultdict(list)
        for point in points:
            self._by_text[_normalise(point.text)].append(point)
            if point.post_id is not None:
                self._by_post[point.post_id].append(point)

    def find(self, anchor: Anchor) -> Point | None:
        """The point of the anchor; None when this Version does not have it."""
        if anchor.post_id is not None and (same_post := self._by_post.get(anchor.post_id)):
            return _best_of_post(same_post, anchor)
        if same_text := self._by_text.get(_normalise(anchor.text)):
            return min(same_text, key=lambda point: abs(point.position - anchor.position))
        joined = [point for point in self._points if offset_in_joined(anchor.text, point.text) is not None]
        others = [point for point in self._points if point.post_id is None or anchor.post_id is None]
        return self._most_similar(joined, anchor) or self._most_similar(others, anchor)

    def find_all(self, anchor: Anchor) -> list[Place]:
        """The points that the anchor's point was split into by hand, else its point."""
        parts = self._split_parts(anchor)
        if len(parts) > 1:
            return [Place(point) for point in parts]
        point = self.find(anchor)
        return [Place(point, offset_in_joined(anchor.text, point.text) is not None)] if point else []

    def _split_parts(self, anchor: Anchor) -> list[Point]:
        full_text = _normalise(anchor.text)
        if full_text in self._by_text:
            return []
        candidates = self._points if anchor.post_id is None else self._by_post.get(anchor.post_id, [])
        parts = [
            point
            for point in candidates
            if point.text and len(_normalise(point.text)) < len(full_text) and point.text in anchor.text
        ]
        if anchor.post_id is None and len(parts) > 1:
            beside = {_normalise(point.text) for point in self._history_of(anchor).beside}
            return [point for point in parts if _normalise(point.text) not in beside]
        return parts

    def _most_similar(self, points: Sequence[Point], anchor: Anchor) -> Point | None:
        """The point that was joined from this one and others, or split off it, or whose text changed a little."""
        similar = [(_similarity(point.text, anchor.text), -abs(point.position - anchor.position), point) for point in points]
        similar = [item for item in similar if item[0] >= MIN_SIMILARITY]
        if not similar or self._was_gone(anchor):
            return None
        similar.sort(key=lambda item: item[:2], reverse=True)
        return next((point for similarity, _, point in similar if not self._is_another(point, similarity, anchor)), None)

    def _is_another(self, point: Point, similarity: float, anchor: Anchor) -> bool:
        """Whether the point is, or became of, one that stood beside the anchor's: it is more similar to that one.

        Of a point that has both texts, both became a part.
        """
        has_anchor = anchor.text in point.text
        return any(
            _normalise(other.text) == _normalise(point.text)
            or (_similarity(other.text, point.text) > similarity and not (has_anchor and other.text in point.text))
            for other in self._history_of(anchor).beside
        )

    def _was_gone(self, anchor: Anchor) -> bool:
        """Whether a Version since had no trace of the anchor: a similar point that came later is a new one."""
        return not all(any(self._is_trace(point, anchor) for point in points) for points in self._history_of(anchor).since)

    def _is_trace(self, point: Point, anchor: Anchor) -> bool:
        if anchor.post_id is not None and point.post_id == anchor.post_id:
            return True
        similarity = _similarity(point.text, anchor.text)
        return similarity >= MIN_SIMILARITY and not self._is_another(point, similarity, anchor)

    def _history_of(self, anchor: Anchor) -> _History:
        if anchor not in self._histories:
            self._histories[anchor] = self._read_history(anchor)
        return self._histories[anchor]

    def _read_history(self, anchor: Anchor) -> _History:
        text, since = _normalise(anchor.text), list[Sequence[Point]]()
        for points in self._versions():
            same = [point for point in points if point.post_id == anchor.post_id and _normalise(point.text) == text]
            if same:
                own = min(same, key=lambda point: abs(point.position - anchor.position))
                return _History(tuple(point for point in points if point is not own), tuple(since))
            since.append(points)
        return _History()

    def _versions(self) -> Iterable[Sequence[Point]]:
        yield from self._earlier_read
        for points in self._earlier:
            self._earlier_read.append(points)
            yield points


def offset_in_joined(text: str, joined: str) -> int | None:
    """Where a text begins in one that it was joined to: as paragraphs of their own, beside which only a number may stand."""
    at = joined.find(text) if text and len(text) < len(joined) else -1
    while at >= 0:
        before = joined[:at].rpartition(BLANK_LINE)[2].strip()
        after = joined[at + len(text) :].partition(BLANK_LINE)[0].strip()
        if _may_be_marker(before) and _may_be_marker(after):
            return at
        at = joined.find(text, at + 1)
    return None


def _may_be_marker(text: str) -> bool:
    return not text or (len(text) <= MAX_MARKER and any(map(str.isdecimal, text)))


def rebase_evidence(evidence: Iterable[Evidence], old: str, new: str) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The evidence in `old` with its offsets in `new`, and the words that are no longer there."""
    rebased, lost = [], []
    for item in evidence:
        span = _span_in_joined(item, old, new) or _span_in_part(item, old, new) or _nearest_span(item, len(old), new)
        if span is None:
            lost.append(item.text)
        else:
            rebased.append(Evidence(*span, new[slice(*span)]))
    return tuple(sorted(set(rebased), key=lambda item: (item.start, item.end))), tuple(lost)


def _normalise(text: str) -> str:
    return " ".join(text.split())


def _best_of_post(points: Sequence[Point], anchor: Anchor) -> Point:
    """Of the points of one post (it may have been split), the one that is most similar to the anchor."""
    return max(points, key=lambda point: (_similarity(point.text, anchor.text), -abs(point.position - anchor.position)))


def _similarity(one: str, other: str) -> float:
    """0…1. A text that is contained in the other is similar to it, the more so the larger its share."""
    one, other = _normalise(one), _normalise(other)
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= MIN_CONTAINED and shorter in longer:
        return MIN_SIMILARITY + (1 - MIN_SIMILARITY) * len(shorter) / len(longer)
    matcher = SequenceMatcher(None, one[:MAX_COMPARED], other[:MAX_COMPARED], autojunk=False)
    # The two quick ratios are upper bounds, and nearly always save the costly one.
    may_be_similar = matcher.real_quick_ratio() >= MIN_SIMILARITY and matcher.quick_ratio() >= MIN_SIMILARITY
    return matcher.ratio() if may_be_similar else 0.0


def _span_in_joined(evidence: Evidence, old: str, new: str) -> tuple[int, int] | None:
    """The span in the same text, or in one that others were joined to: never in the words of the others."""
    offset = 0 if old == new else offset_in_joined(old, new)
    return None if offset is None else (evidence.start + offset, evidence.end + offset)


def _span_in_part(evidence: Evidence, old: str, new: str) -> tuple[int, int] | None:
    """The span of the evidence, or of what is left of it, in a part that was split off the text."""
    offset = old.find(new)
    start, end = max(evidence.start - offset, 0), min(evidence.end - offset, len(new))
    words = new[start:end].strip() if offset >= 0 and start < end else ""
    if not words:
        return None
    start += new[start:end].index(words)
    return start, start + len(words)


def _nearest_span(evidence: Evidence, length: int, new: str) -> tuple[int, int] | None:
    """Where the words are now: of several places the one whose distance from either end of the text changed least."""
    left, right = evidence.start, length - evidence.end
    spans = find_occurrences(evidence.text, new)
    return min(spans, key=lambda span: min(abs(span[0] - left), abs(len(new) - span[1] - right)), default=None)


def find_occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """The spans of the words in a text, whatever white space is between them."""
    parts = words.split()
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, parts)), text)] if parts else []
