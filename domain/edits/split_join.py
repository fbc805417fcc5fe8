"""Splits one point in two and joins two points: their texts, spans and markers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.edits.draft import DraftPoint
from domain.edits.markers import take_number, text_with_marker
from domain.shapes.edit import Split
from domain.shapes.post import Span
from domain.shapes.thread import Point

BLANK_LINE = "\n\n"
CONTINUATION_LENGTH = 80  # code points after a split by which it is found again


def find_split(split: Split, text: str) -> int | None:
    """The code point at which to split `text`, which may have changed since; None when the continuation is gone.

    Of several places with the same continuation the one nearest to the original position.
    """
    if has_text_on_both_sides(text, split.at) and text[split.at :].startswith(split.continuation):
        return split.at
    places: list[int] = []
    at = text.find(split.continuation)
    while at >= 0:
        places.append(at)
        at = text.find(split.continuation, at + 1)
    inner = [at for at in places if has_text_on_both_sides(text, at)]
    return min(inner, key=lambda at: abs(at - split.at), default=None)


def has_text_on_both_sides(text: str, at: int) -> bool:
    return bool(text[:at].strip() and text[at:].strip())


def split_point(item: DraftPoint, at: int, available: Collection[int]) -> tuple[DraftPoint, DraftPoint]:
    """The two parts. Pictures and the quote go with the second, because they were shown below the whole text.

    The author's number stays with the part that has its marker; the other part gets one of the `available` numbers, if a
    marker in its text says so.
    """
    point = item.point
    first, second = _slice(point, 0, at), _slice(point, at, len(point.text))
    if point.marker is not None and point.marker.start >= at:
        first = take_number(_without_number(first), available)
    else:
        second = take_number(_without_number(second), available)
    inner_numbers = item.inner_numbers - {first.number, second.number}
    first = replace(first, media=(), quote=None)
    return DraftPoint(first, item.origin, inner_numbers), DraftPoint(second, item.origin)


def _slice(point: Point, start: int, end: int) -> Point:
    """The point with part of its text, stripped. A link that the split cuts leads to its target from both parts."""
    text = point.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    marker = point.marker and replace(point.marker, start=min(max(point.marker.start - start, 0), len(text)))
    return replace(point, text=text, spans=_clip(point.spans, start, end), marker=marker)


def _clip(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    clipped = (replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start) for span in spans)
    return tuple(span for span in clipped if span.start < span.end)


def _without_number(point: Point) -> Point:
    return replace(point, number=None, of=None, marker=None)


def join_points(one: DraftPoint, other: DraftPoint) -> DraftPoint:
    """Both as one with a blank line between. The first number is kept, and a second one is written out where it was."""
    first, second = one.point, other.point
    has_number = first.number is not None
    tail = text_with_marker(second) if has_number else second.text
    offset = len(first.text) + len(BLANK_LINE) if first.text and tail else 0
    at = second.marker.start if second.marker and has_number else 0
    width = len(second.marker.text) if second.marker and has_number else 0
    point = replace(
        first,
        text=BLANK_LINE.join(part for part in (first.text, tail) if part),
        number=first.number if has_number else second.number,
        of=first.of if has_number else second.of,
        marker=first.marker if has_number else second.marker and replace(second.marker, start=second.marker.start + offset),
        spans=(*first.spans, *_shift(second.spans, at, width, offset)),
        post_id=first.post_id or second.post_id,
        url=first.url or second.url,
        posted_at=first.posted_at or second.posted_at,
        media=(*first.media, *second.media),
        quote=first.quote or second.quote,
    )
    second_number = {second.number} if has_number and second.number is not None else set()
    return DraftPoint(point, max(one.origin, other.origin), one.inner_numbers | other.inner_numbers | second_number)


def _shift(spans: tuple[Span, ...], at: int, width: int, offset: int) -> tuple[Span, ...]:
    """The spans of a text that now begins at `offset` and has `width` more code points at `at`."""

    def shift(place: int, is_start: bool) -> int:
        return place + offset + (width if place > at or (is_start and place == at) else 0)

    return tuple(replace(span, start=shift(span.start, True), end=shift(span.end, False)) for span in spans)
