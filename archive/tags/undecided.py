"""Lists points with suggestions that nobody has accepted or rejected yet, for the review of a codebook."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select

from archive.archive import Archive
from archive.points import load_points_of
from archive.tables import taggings, tags, threads, versions
from archive.tags.tag_rows import effective_tags
from domain.shapes.tag import TaggedBy
from domain.shapes.thread import Point


@dataclass(frozen=True, slots=True)
class UndecidedPoint:
    """A point with its tags, the thread's title and the number of its latest Version."""

    thread_id: str
    title: str
    language: str | None
    version: int
    point: Point


EVEN = 0.5
"""The confidence about which an answer teaches most."""


def list_undecided(archive: Archive, codebook_id: str, limit: int, offset: int = 0) -> tuple[tuple[UndecidedPoint, ...], int]:
    """Undecided points, those whose answer would teach most first (a suggestion as likely as not), and how many there are."""
    latest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    distance = func.min(func.abs(tags.c.confidence - EVEN)).label("distance")
    open_tags = (
        select(
            taggings.c.id.label("tagging_id"),
            versions.c.id,
            tags.c.position,
            distance,
        )
        .join(tags, tags.c.tagging_id == taggings.c.id)
        .join(versions, versions.c.id == taggings.c.version_id)
        .join(threads, latest)
        .where(taggings.c.codebook_id == codebook_id, threads.c.deleted_at.is_(None))
        .where(tags.c.by == TaggedBy.MODEL, tags.c.rejected.is_(False))
        .group_by(taggings.c.id, versions.c.id, tags.c.position)
        .subquery()
    )
    query = (
        select(open_tags.c.tagging_id, versions.c.thread_id, versions.c.title, versions.c.language, open_tags.c.position)
        .add_columns(versions.c.id, versions.c.number)
        .join(versions, versions.c.id == open_tags.c.id)
        .order_by(open_tags.c.distance, versions.c.id, open_tags.c.position)
    )
    with archive.database.read() as connection:
        total = connection.execute(select(func.count()).select_from(open_tags)).scalar_one()
        rows = connection.execute(query.limit(limit).offset(offset)).all()
        tags_of = effective_tags(connection, {row.tagging_id for row in rows})
        points_of = load_points_of(connection, sorted({row.id for row in rows}))
    listed = []
    for row in rows:
        suggested = tags_of[row.tagging_id]
        shown = (*suggested.shown.get(row.position, ()), *suggested.weak.get(row.position, ()))
        point = replace(points_of[row.id][row.position - 1], tags=shown)
        listed.append(UndecidedPoint(row.thread_id, row.title, row.language, row.number, point))
    return tuple(listed), int(total)
