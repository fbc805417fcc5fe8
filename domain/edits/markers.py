"""The author's number markers when a person splits and joins points.

A join writes the second marker out again; a part that was split off takes a marker at one of its ends as its number. Such a
part is a single text with no others to compare it with, so only a number that the thread lacks is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from domain.shapes.post import Span
from domain.shapes.thread import Point, Role, WrittenMarker

TOTAL = r"(?:\s?(?:/|of)\s?(?P<of>\d{1,4}|n|x)?)"
LEADING = re.compile(rf"\s*[(\[]?(?P<number>\d{{1,4}})(?:{TOTAL}[)\]]?|[)\]])?\s?[.):/–—-]*(?:\s+|$)", re.IGNORECASE)
TRAILING = re.compile(rf"(?:^|\s+)[(\[]?(?P<number>\d{{1,4}}){TOTAL}[)\]]?\s*$", re.IGNORECASE)
END = 40  # code points at the end of a text in which a marker is looked for


def text_with_marker(point: Point) -> str:
    """The text with the author's marker where it was written."""
    if point.marker is None:
        return point.text
    return point.text[: point.marker.start] + point.marker.text + point.text[point.marker.start :]


def point_from_text(text: str, available: Collection[int]) -> Point:
    """A point with that text, and its number when a marker in the text has one of the available numbers."""
    return take_number(Point(0, Role.POINT, text.strip()), available)


def take_number(point: Point, available: Collection[int]) -> Point:
    """The point with the number of a marker at one of its ends, taken out of the text; unchanged if it is not available."""
    start = max(0, len(point.text) - END)
    for match, offset in ((LEADING.match(point.text), 0), (TRAILING.search(point.text[start:]), start)):
        if match and int(match["number"]) in available and match.end() - match.start() < len(point.text):
            return _take_marker_out(point, match, match.start() + offset, match.end() + offset)
    return point


def _take_marker_out(point: Point, match: re.Match[str], start: int, end: int) -> Point:
    of = match["of"]
    text = point.text[:start] + point.text[end:]
    return replace(
        point,
        text=text,
        number=int(match["number"]),
        of=int(of) if of and of.isdecimal() else None,
        spans=_spans_without(point.spans, start, end),
        marker=WrittenMarker(start, point.text[start:end]),
    )


def _spans_without(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The spans of a text from which `start`…`end` was removed."""

    def shift(at: int) -> int:
        return at if at <= start else max(at - (end - start), start)

    shifted = (replace(span, start=shift(span.start), end=shift(span.end)) for span in spans)
    return tuple(span for span in shifted if span.start < span.end)
