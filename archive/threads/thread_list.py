"""Lists threads with what their theme strips show. For the home page, the library, exports and the status of submissions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from archive.archive import Archive
from archive.points import load_point_summaries
from archive.tables import taggings, tags, threads, versions
from archive.tags.tag_rows import is_shown
from archive.tags.tags import shown_first
from domain.errors import NotFound
from domain.shapes.codebook import CodebookRef
from domain.shapes.thread import PointSummary, ThreadSummary

Families = dict[tuple[int, int], list[str]]
"""Families by version id and position."""


def list_recent(archive: Archive, limit: int = 20) -> tuple[ThreadSummary, ...]:
    """The threads that were updated last, latest first."""
    order = (threads.c.updated_at.desc(), threads.c.id)
    with archive.database.read() as connection:
        return _load(connection, _latest().where(threads.c.deleted_at.is_(None)).order_by(*order).limit(limit))


def load_summaries(connection: Connection, ids: Sequence[str]) -> tuple[ThreadSummary, ...]:
    """Those threads, in any order."""
    return _load(connection, _latest().where(threads.c.id.in_(ids)))


def list_ids(archive: Archive, not_read_by: str | None = None) -> tuple[str, ...]:
    """Ids of all threads outside of the wastebasket, oldest first.

    With `not_read_by` only of those whose latest Version was not read by that revision of the code.
    """
    query = _latest().with_only_columns(threads.c.id).where(threads.c.deleted_at.is_(None))
    if not_read_by is not None:
        query = query.where(versions.c.reader != not_read_by)
    with archive.database.read() as connection:
        return tuple(connection.execute(query.order_by(threads.c.archived_at, threads.c.id)).scalars())


def load_summary(archive: Archive, id_: str) -> ThreadSummary:
    """One thread as lists show it. Raises `NotFound`."""
    with archive.database.read() as connection:
        summaries = _load(connection, _latest().where(threads.c.id == id_, threads.c.deleted_at.is_(None)))
    if not summaries:
        raise NotFound("thread", id=id_)
    return summaries[0]


def _latest() -> Select[Any]:
    """Threads with their latest Version."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    return select(threads.c.archived_at, threads.c.updated_at, versions).join(versions, newest)


def _load(connection: Connection, query: Select[Any]) -> tuple[ThreadSummary, ...]:
    rows = connection.execute(query).all()
    current = _current_taggings(connection, [row.id for row in rows])
    points_of = load_point_summaries(connection, [row.id for row in rows])
    families = _load_families(connection, current)
    return tuple(_summary(row, current[row.id], _with_families(row.id, points_of, families)) for row in rows)


def _current_taggings(connection: Connection, version_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The tagging that each Version is shown by."""
    query = select(taggings).where(taggings.c.version_id.in_(version_ids)).order_by(*shown_first())
    current: dict[int, Row[Any]] = {}
    for row in connection.execute(query):
        current.setdefault(row.version_id, row)
    return current


def _load_families(connection: Connection, current: dict[int, Row[Any]]) -> Families:
    in_current = tags.c.tagging_id.in_([row.id for row in current.values()])
    families: Families = defaultdict(list)
    for row in connection.execute(select(tags).where(in_current, is_shown()).order_by(tags.c.id)):
        of_point = families[row.version_id, row.position]
        if row.family not in of_point:
            of_point.append(row.family)
    return families


def _with_families(
    version_id: int, points_of: Mapping[int, Sequence[PointSummary]], families: Families
) -> tuple[PointSummary, ...]:
    of_version = points_of.get(version_id, ())
    return tuple(replace(point, families=tuple(families.get((version_id, point.position), ()))) for point in of_version)


def _summary(row: Row[Any], tagging: Row[Any], point_summaries: Sequence[PointSummary]) -> ThreadSummary:
    return ThreadSummary(
        id=row.thread_id,
        title=row.title,
        site=row.site,
        url=row.url,
        author=row.author,
        posted_at=row.posted_at,
        archived_at=row.archived_at,
        updated_at=row.updated_at,
        version=row.number,
        completeness=row.completeness,
        codebook=CodebookRef(tagging.codebook_id, tagging.codebook_version),
        points=tuple(point_summaries),
    )
