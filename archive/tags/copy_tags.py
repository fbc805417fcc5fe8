"""Copies the model's tags into a new Version, to points with the same text, until the model tags it again.

People's tags need no copying: `tags.put` applies their decisions. Runs in the transaction that adds the Version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.tables import taggings
from archive.tags import tags
from archive.tags.tag_rows import TagRow, load_tags
from archive.threads import versions
from domain.shapes.codebook import CodebookRef
from domain.shapes.tag import Judge, TaggedBy
from domain.shapes.thread import Point


def copy_tags(
    connection: Connection, before: Row[Any] | None, version_id: int, points: Sequence[Point], new_codebook: str | None
) -> None:
    """Tags the new Version with the codebooks of the one `before` it; `new_codebook` is left out, the model just used it."""
    if before is None:
        return
    pairs = pair_points(versions.load(connection, before).points, points)
    query = select(taggings).where(taggings.c.version_id == before.id, taggings.c.codebook_id != (new_codebook or ""))
    for row in connection.execute(query).all():
        tags_at: dict[int, list[TagRow]] = defaultdict(list)
        for tag_row in load_tags(connection, row.id, TaggedBy.MODEL):
            tags_at[tag_row.position].append(tag_row)
        tagged = [
            replace(point, weak=(), tags=tuple(tag_row.tag for tag_row in tags_at.get(pairs.get(point.position, 0), ())))
            for point in points
        ]
        ref, judge = CodebookRef(row.codebook_id, row.codebook_version), Judge(row.judge, row.warning)
        tags.put(connection, version_id, ref, tagged, row.tagged_at, judge)


def pair_points(old: Sequence[Point], new: Sequence[Point]) -> dict[int, int]:
    """Maps positions of new points to those of old points with the same content, in order."""
    unpaired: dict[Hashable, list[int]] = defaultdict(list)
    for point in old:
        unpaired[_content(point)].append(point.position)
    return {point.position: unpaired[_content(point)].pop(0) for point in new if unpaired[_content(point)]}


def _content(point: Point) -> Hashable:
    """The text; points without text are told apart by their post and media."""
    return point.text or (point.post_id, tuple((media.kind, media.url) for media in point.media))
