"""Lists threads with what their theme strips show. For the home page, the library, exports and the status of submissions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, or_, select

from archive.archive import Archive
from archive.tables import points, taggings, tags, threads, versions
from domain.errors import Invalid, NotFound
from domain.messages import Message, message
from domain.shapes.codebook import CodebookRef
from domain.shapes.reading import Site
from domain.shapes.thread import PointSummary, ThreadSummary, Verdict

Families = dict[tuple[int, int], list[str]]
"""Families by version id and position."""


def list_recent(archive: Archive, limit: int = 20) -> tuple[ThreadSummary, ...]:
    """The threads that were updated last, latest first."""
    order = (threads.c.updated_at.desc(), threads.c.id)
    return _load_summaries(archive, _latest().order_by(*order).limit(limit))


def list_ids(archive: Archive, not_read_by: str | None = None) -> tuple[str, ...]:
    """Ids of all threads, oldest first, without those whose latest Version was read by that revision of the code."""
    query = _latest().with_only_columns(threads.c.id).order_by(threads.c.archived_at, threads.c.id)
    if not_read_by is not None:
        query = query.where(versions.c.reader != not_read_by)
    with archive.database.read() as connection:
        return tuple(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a list; None does not filter. `family` and `theme` hold for any point of the latest Version."""

    site: Site | None = None
    author: str | None = None
    family: str | None = None
    theme: str | None = None
    verdict: Verdict | None = None


def parse_filters(**values: str | None) -> Filters:
    """Parses filters. Raises Invalid for an unknown site or verdict; `theme` may be `family/theme`."""
    enums: tuple[tuple[str, type[StrEnum]], ...] = (("site", Site), ("verdict", Verdict))
    faults = {
        name: message("invalid.one_of", values=tuple(str(member) for member in enum))
        for name, enum in enums
        if (value := values.get(name)) and value not in set(enum)
    }
    if faults:
        raise Invalid("filters", fields=faults)
    site, verdict, theme = values.get("site"), values.get("verdict"), values.get("theme")
    family, _, short = (theme or "").rpartition("/")
    return Filters(
        site=Site(site) if site else None,
        author=values.get("author"),
        family=values.get("family") or family or None,
        theme=short or None,
        verdict=Verdict(verdict) if verdict else None,
    )


def list_page(
    archive: Archive, filters: Filters, cursor: str | None, limit: int
) -> tuple[tuple[ThreadSummary, ...], str | None]:
    """At most `limit` threads after `cursor`, the one updated last first; and the cursor of the next page, None at the end.

    Raises Invalid for a cursor that no page gave.
    """
    order = (threads.c.updated_at.desc(), threads.c.id.desc())
    query = _latest().where(*_conditions(filters)).order_by(*order).limit(limit + 1)
    if cursor is not None:
        at, id_ = _parse_cursor(cursor)
        query = query.where(or_(threads.c.updated_at < at, and_(threads.c.updated_at == at, threads.c.id < id_)))
    summaries = _load_summaries(archive, query)
    last = summaries[limit - 1] if len(summaries) > limit else None
    return summaries[:limit], f"{last.updated_at.isoformat()}_{last.id}" if last else None


def _parse_cursor(cursor: str) -> tuple[datetime, str]:
    at, _, id_ = cursor.partition("_")
    try:
        return datetime.fromisoformat(at), id_
    except ValueError:
        raise Invalid("no_cursor", fields={"cursor": Message("invalid.cursor")}) from None


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.site:
        yield versions.c.site == filters.site
    if filters.author:
        yield versions.c.author_handle == filters.author.removeprefix("@")
    if filters.verdict:
        yield versions.c.verdict == filters.verdict
    if filters.family or filters.theme:
        tagged = [tags.c.version_id == versions.c.id, tags.c.rejected.is_(False)]
        tagged += [tags.c.family == filters.family] if filters.family else []
        tagged += [tags.c.theme == filters.theme] if filters.theme else []
        yield exists().where(*tagged)


def load_summary(archive: Archive, id_: str) -> ThreadSummary:
    """One thread as lists show it. Raises `NotFound`."""
    summaries = _load_summaries(archive, _latest().where(threads.c.id == id_))
    if not summaries:
        raise NotFound("thread", id=id_)
    return summaries[0]


def _latest() -> Select[Any]:
    """Threads with their latest Version."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    return select(threads.c.archived_at, threads.c.updated_at, versions).join(versions, newest)


def _load_summaries(archive: Archive, query: Select[Any]) -> tuple[ThreadSummary, ...]:
    with archive.database.read() as connection:
        rows = connection.execute(query).all()
        current = _current_taggings(connection, [row.id for row in rows])
        points_of = _load_points(connection, [row.id for row in rows], _load_families(connection, current))
    return tuple(_summary(row, current[row.id], points_of[row.id]) for row in rows)


def _current_taggings(connection: Connection, version_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The last tagging of each Version."""
    query = select(taggings).where(taggings.c.version_id.in_(version_ids)).order_by(taggings.c.tagged_at, taggings.c.id)
    return {row.version_id: row for row in connection.execute(query)}


def _load_families(connection: Connection, current: dict[int, Row[Any]]) -> Families:
    in_current = tags.c.tagging_id.in_([row.id for row in current.values()])
    families: Families = defaultdict(list)
    for row in connection.execute(select(tags).where(in_current, tags.c.rejected.is_(False)).order_by(tags.c.id)):
        of_point = families[row.version_id, row.position]
        if row.family not in of_point:
            of_point.append(row.family)
    return families


def _load_points(connection: Connection, version_ids: Sequence[int], families: Families) -> dict[int, list[PointSummary]]:
    summaries: dict[int, list[PointSummary]] = defaultdict(list)
    query = select(points.c.version_id, points.c.position, points.c.role, points.c.number)
    for row in connection.execute(query.where(points.c.version_id.in_(version_ids)).order_by(points.c.position)):
        of_point = tuple(families.get((row.version_id, row.position), ()))
        summaries[row.version_id].append(PointSummary(row.position, row.role, row.number, of_point))
    return summaries


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
