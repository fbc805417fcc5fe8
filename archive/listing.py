"""Lists of threads, each with what its strip needs: home page, and the status of a submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from archive.archive import Archive
from archive.errors import NotFound
from archive.shapes.theme import CodebookRef
from archive.shapes.thread import PointSummary, ThreadSummary
from archive.tables import points, taggings, tags, threads, versions

Families = dict[tuple[int, int], list[str]]


def recent(archive: Archive, limit: int = 20) -> tuple[ThreadSummary, ...]:
    """The threads that were stored last, the latest first."""
    order = (threads.c.updated_at.desc(), threads.c.id)
    return _summaries(archive, _latest().order_by(*order).limit(limit))


def summary(archive: Archive, id_: str) -> ThreadSummary:
    """One thread as lists show it. Raises `NotFound`."""
    found = _summaries(archive, _latest().where(threads.c.id == id_))
    if not found:
        raise NotFound("There is no thread under this address.")
    return found[0]


def _latest() -> Select[Any]:
    """Threads with their latest Version."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    return select(threads.c.archived_at, versions).join(versions, newest)


def _summaries(archive: Archive, which: Select[Any]) -> tuple[ThreadSummary, ...]:
    with archive.database.read() as connection:
        rows = connection.execute(which).all()
        current = _current_taggings(connection, [row.id for row in rows])
        beads = _points(connection, [row.id for row in rows], _families(connection, current))
    return tuple(_summary(row, current[row.id], beads[row.id]) for row in rows)


def _current_taggings(connection: Connection, version_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Of each Version, the tagging that was made last."""
    every = select(taggings).where(taggings.c.version_id.in_(version_ids)).order_by(taggings.c.tagged_at, taggings.c.id)
    return {row.version_id: row for row in connection.execute(every)}


def _families(connection: Connection, current: dict[int, Row[Any]]) -> Families:
    mine = tags.c.tagging_id.in_([row.id for row in current.values()])
    found: Families = defaultdict(list)
    for row in connection.execute(select(tags).where(mine, tags.c.rejected.is_(False)).order_by(tags.c.id)):
        families = found[row.version_id, row.position]
        if row.family not in families:
            families.append(row.family)
    return found


def _points(connection: Connection, version_ids: Sequence[int], families: Families) -> dict[int, list[PointSummary]]:
    found: dict[int, list[PointSummary]] = defaultdict(list)
    asked = select(points.c.version_id, points.c.position, points.c.role, points.c.number)
    for row in connection.execute(asked.where(points.c.version_id.in_(version_ids)).order_by(points.c.position)):
        mine = tuple(families.get((row.version_id, row.position), ()))
        found[row.version_id].append(PointSummary(row.position, row.role, row.number, mine))
    return found


def _summary(row: Row[Any], tagging: Row[Any], beads: Sequence[PointSummary]) -> ThreadSummary:
    return ThreadSummary(
        id=row.thread_id,
        title=row.title,
        site=row.site,
        url=row.url,
        author=row.author,
        posted_at=row.posted_at,
        archived_at=row.archived_at,
        version=row.number,
        completeness=row.completeness,
        codebook=CodebookRef(tagging.codebook_id, tagging.codebook_version),
        points=tuple(beads),
    )
