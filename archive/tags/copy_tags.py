"""What the model said about points goes with their words into the next Version, until it speaks again.

What people said follows by itself: `tags.put` brings it. Runs in a transaction that is `alone`; called when a Version is added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.tables import taggings
from archive.tags import tags
from archive.tags.tag_rows import Told, told
from archive.threads import versions
from domain.shapes.theme import CodebookRef, Judge, TaggedBy
from domain.shapes.thread import Point


def carry(connection: Connection, before: Row[Any] | None, version_id: int, points: Sequence[Point], fresh: str | None) -> None:
    """Tag the new Version with every codebook that the one `before` it had, but `fresh`, which the model has just used."""
    if before is None:
        return
    pairs = same_points(versions.load(connection, before).points, points)
    every = select(taggings).where(taggings.c.version_id == before.id, taggings.c.codebook_id != (fresh or ""))
    for row in connection.execute(every).all():
        said: dict[int, list[Told]] = defaultdict(list)
        for each in told(connection, row.id, TaggedBy.MODEL):
            said[each.position].append(each)
        tagged = [
            replace(point, tags=tuple(each.tag for each in said.get(pairs.get(point.position, 0), ()))) for point in points
        ]
        ref, judge = CodebookRef(row.codebook_id, row.codebook_version), Judge(row.judge, row.warning)
        tags.put(connection, version_id, ref, tagged, row.tagged_at, judge)


def same_points(old: Sequence[Point], new: Sequence[Point]) -> dict[int, int]:
    """Positions of new points to those of the old ones that say the very same, in order."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for point in old:
        waiting[_said(point)].append(point.position)
    return {point.position: waiting[_said(point)].pop(0) for point in new if waiting[_said(point)]}


def _said(point: Point) -> Hashable:
    """Points without words are told apart by what they show."""
    return point.text or (point.post_id, tuple((media.kind, media.url) for media in point.media))
