"""One point cut in two, two joined to one: texts, spans and markers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.edits.draft import Piece
from domain.edits.markers import mark, whole_text
from domain.shapes.edit import Split
from domain.shapes.post import Span
from domain.shapes.thread import Point

BETWEEN = "\n\n"
ONWARD = 80  # code points by which a cut is found again


def place_of(split: Split, text: str) -> int | None:
    """Where the cut falls in `text`, should it have changed since; None when its words are no longer there."""
    if divides(text, split.at) and text[split.at :].startswith(split.onward):
        return split.at
    places: list[int] = []
    at = text.find(split.onward)
    while at >= 0:
        places.append(at)
        at = text.find(split.onward, at + 1)
    inside = [at for at in places if divides(text, at)]
    return min(inside, key=lambda at: abs(at - split.at), default=None)


def divides(text: str, at: int) -> bool:
    """Whether there are words on both sides."""
    return bool(text[:at].strip() and text[at:].strip())


def parted(piece: Piece, at: int, lacking: Collection[int]) -> tuple[Piece, Piece]:
    """The two halves. What is shown beside the text goes with the second, as it stood below all of it.

    The author's number stays with the half that its marker stands in; the other half gets one of those that the thread lacks.
    """
    point = piece.point
    first, second = _stretch(point, 0, at), _stretch(point, at, len(point.text))
    if point.marker is not None and point.marker.start >= at:
        first = mark(_numberless(first), lacking)
    else:
        second = mark(_numberless(second), lacking)
    held = piece.held - {first.number, second.number}
    return Piece(replace(first, media=(), quote=None), piece.origin, held), Piece(second, piece.origin)


def _stretch(point: Point, start: int, end: int) -> Point:
    """Part of a point, without blank space at its ends. A link that was cut leads there from both parts."""
    text = point.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    marker = point.marker and replace(point.marker, start=min(max(point.marker.start - start, 0), len(text)))
    return replace(point, text=text, spans=_clipped(point.spans, start, end), marker=marker)


def _clipped(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    clipped = (replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start) for span in spans)
    return tuple(span for span in clipped if span.start < span.end)


def _numberless(point: Point) -> Point:
    return replace(point, number=None, of=None, marker=None)


def joined(one: Piece, other: Piece) -> Piece:
    """Both as one, a blank line between; the number is the first one's, and a second one is written out where it stood."""
    first, second = one.point, other.point
    keeps = first.number is not None
    tail = whole_text(second) if keeps else second.text
    offset = len(first.text) + len(BETWEEN) if first.text and tail else 0
    at = second.marker.start if second.marker and keeps else 0
    width = len(second.marker.text) if second.marker and keeps else 0
    point = replace(
        first,
        text=BETWEEN.join(part for part in (first.text, tail) if part),
        number=first.number if keeps else second.number,
        of=first.of if keeps else second.of,
        marker=first.marker if keeps else second.marker and replace(second.marker, start=second.marker.start + offset),
        spans=(*first.spans, *_shifted(second.spans, at, width, offset)),
        post_id=first.post_id or second.post_id,
        url=first.url or second.url,
        posted_at=first.posted_at or second.posted_at,
        media=(*first.media, *second.media),
        quote=first.quote or second.quote,
    )
    inside = {second.number} if keeps and second.number is not None else set()
    return Piece(point, max(one.origin, other.origin), one.held | other.held | inside)


def _shifted(spans: tuple[Span, ...], at: int, width: int, offset: int) -> tuple[Span, ...]:
    """Spans of a text that now begins at `offset` and has `width` code points put in at `at`."""

    def moved(place: int, starts: bool) -> int:
        return place + offset + (width if place > at or (starts and place == at) else 0)

    return tuple(replace(span, start=moved(span.start, True), end=moved(span.end, False)) for span in spans)
