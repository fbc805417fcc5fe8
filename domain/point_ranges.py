"""Chooses points by their numbers: `1,3-7` are the first and the third to the seventh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.errors import Invalid
from domain.messages import message
from domain.shapes.thread import Point, Role

RANGE: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
DASHES: Final = str.maketrans("–—−;", "---,")
MAX_RANGES: Final = 200


def parse_ranges(text: str) -> str:
    """The canonical form of a choice of points: sorted, joined where ranges touch, without spaces; empty for all points.

    Raises Invalid.
    """
    compact = "".join(text.translate(DASHES).split()).strip(",")
    if not compact:
        return ""
    parts = compact.split(",")
    matches = [RANGE.fullmatch(part) for part in parts[: MAX_RANGES + 1]]
    if len(parts) > MAX_RANGES or not all(matches):
        fault = message("invalid.points", value=text.strip()[:40])
        raise Invalid("points", {"points": fault}, value=text.strip()[:40])
    numbers = sorted({_bounds(match) for match in matches if match})
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _joined(numbers))


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    first, last = int(match[1]), int(match[2] or match[1])
    return min(first, last), max(first, last)


def _joined(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges in order, those that overlap or touch as one."""
    first, last = ranges[0]
    for start, end in ranges[1:]:
        if start > last + 1:
            yield first, last
            first, last = start, end
        last = max(last, end)
    yield first, last


def point_number(point: Point) -> int | None:
    """The number that a point is chosen by: the author's, else its position; None for openings, asides and closings."""
    if point.role is not Role.POINT:
        return None
    return point.number if point.number is not None else point.position


def select_points(points: Sequence[Point], ranges: str) -> tuple[Point, ...]:
    """The points with the numbers of a canonical choice; all of them for an empty one. Raises Invalid when none has them."""
    if not ranges:
        return tuple(points)
    spans = [(int(first), int(last or first)) for first, _, last in (part.partition("-") for part in ranges.split(","))]
    numbers = ((point, point_number(point)) for point in points)
    chosen = tuple(
        point for point, number in numbers if number is not None and any(first <= number <= last for first, last in spans)
    )
    if not chosen:
        fault = message("invalid.no_such_points", value=ranges[:40])
        raise Invalid("no_such_points", {"points": fault}, value=ranges[:40])
    return chosen
