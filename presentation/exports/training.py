"""Decisions of people as training data, one line of JSON a point: `themes learn` reads it, and so can other tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from domain.shapes.tag import TaggedBy
from domain.shapes.thread import Point, Thread
from presentation.exports.identifiers import guid


def lines(threads: Sequence[Thread]) -> bytes:
    """The points with a decision of a person, with their families and themes; equal texts only once."""
    by_text = {line["text"]: line for thread in threads for line in _lines(thread)}
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in by_text.values()).encode("utf-8", "replace")


def _lines(thread: Thread) -> Iterator[dict[str, Any]]:
    for point in thread.version.points:
        if point.text.strip() and (point.rejected or any(tag.by is TaggedBy.PERSON for tag in point.tags)):
            yield _line(thread, point)


def _line(thread: Thread, point: Point) -> dict[str, Any]:
    return {
        "id": guid("point", thread.id, point.position).lower(),
        "text": point.text,
        "families": sorted({tag.family for tag in point.tags}),
        "themes": sorted({tag.name for tag in point.tags if tag.theme}),
        "said": sorted(tag.name for tag in point.tags if tag.by is TaggedBy.PERSON),
        "rejected": sorted(tag.name for tag in point.rejected),
        "evidence": [
            {"theme": tag.name, "start": span.start, "end": span.end, "text": span.text}
            for tag in point.tags
            for span in tag.evidence
        ],
    }
