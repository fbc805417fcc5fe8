"""The author's markers where a person cuts and joins: written out again in a join, known in a part that bears a missing number.

What a person cuts out is one text without others like it, so only a number that the thread lacks is believed.
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


def whole_text(point: Point) -> str:
    """The text with the author's marker where it was written."""
    if point.marker is None:
        return point.text
    return point.text[: point.marker.start] + point.marker.text + point.text[point.marker.start :]


def unmarked(text: str, lacking: Collection[int]) -> Point:
    """A point of that text, with its number when it bears one of those that the thread lacks."""
    return mark(Point(0, Role.POINT, text.strip()), lacking)


def mark(point: Point, lacking: Collection[int]) -> Point:
    """The point with the number that stands at one of its ends, if the thread lacks it; else the point as it is."""
    start = max(0, len(point.text) - END)
    for found, offset in ((LEADING.match(point.text), 0), (TRAILING.search(point.text[start:]), start)):
        if found and int(found["number"]) in lacking and found.end() - found.start() < len(point.text):
            return _taken_out(point, found, found.start() + offset, found.end() + offset)
    return point


def _taken_out(point: Point, found: re.Match[str], start: int, end: int) -> Point:
    of = found["of"]
    text = point.text[:start] + point.text[end:]
    return replace(
        point,
        text=text,
        number=int(found["number"]),
        of=int(of) if of and of.isdecimal() else None,
        spans=without(point.spans, start, end),
        marker=WrittenMarker(start, point.text[start:end]),
    )


def without(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The spans of a text from which `start`…`end` was taken."""

    def moved(at: int) -> int:
        return at if at <= start else max(at - (end - start), start)

    kept = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans)
    return tuple(span for span in kept if span.start < span.end)
