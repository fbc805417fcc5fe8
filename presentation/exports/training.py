"""What people said of points, one line of JSON each: what `themes learn` reads, and any other training."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from domain.shapes.theme import Tag, TaggedBy
from domain.shapes.thread import Point, Thread
from presentation.exports.identifiers import guid


def lines(threads: Sequence[Thread]) -> bytes:
    """The points that a person spoke of, with the families and themes that they carry by that; the same words once."""
    found = {line["text"]: line for thread in threads for line in _lines(thread)}
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in found.values()).encode("utf-8", "replace")


def _lines(thread: Thread) -> Iterator[dict[str, Any]]:
    for point in thread.version.points:
        if point.text.strip() and (point.rejected or any(tag.by is TaggedBy.PERSON for tag in point.tags)):
            yield _line(thread, point)


def _line(thread: Thread, point: Point) -> dict[str, Any]:
    return {
        "id": guid("point", thread.id, point.position).lower(),
        "text": point.text,
        "families": sorted({tag.family for tag in point.tags}),
        "themes": sorted({_name(tag) for tag in point.tags}),
        "said": sorted(_name(tag) for tag in point.tags if tag.by is TaggedBy.PERSON),
        "rejected": sorted(_name(tag) for tag in point.rejected),
        "evidence": [
            {"theme": _name(tag), "start": each.start, "end": each.end, "text": each.text}
            for tag in point.tags
            for each in tag.evidence
        ],
    }


def _name(tag: Tag) -> str:
    return f"{tag.family}/{tag.theme}"
