"""Lists of threads, each with what its strip needs: home page, and the status of a submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, or_, select

from archive.archive import Archive
from archive.tables import points, taggings, tags, threads, versions
from domain.errors import Invalid, NotFound
from domain.shapes.reading import Site
from domain.shapes.theme import CodebookRef
from domain.shapes.thread import PointSummary, ThreadSummary, Verdict

Families = dict[tuple[int, int], list[str]]


def recent(archive: Archive, limit: int = 20) -> tuple[ThreadSummary, ...]:
    """The threads that were stored last, the latest first."""
    order = (threads.c.updated_at.desc(), threads.c.id)
    return _summaries(archive, _latest().order_by(*order).limit(limit))


def ids(archive: Archive, but_read_by: str | None = None) -> tuple[str, ...]:
    """Ids of all threads, the oldest first, but those whose latest Version was read by that revision of the code."""
    asked = _latest().with_only_columns(threads.c.id).order_by(threads.c.archived_at, threads.c.id)
    if but_read_by is not None:
        asked = asked.where(versions.c.reader != but_read_by)
    with archive.database.read() as connection:
        return tuple(connection.execute(asked).scalars())


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed down to; None does not narrow. `family` and `theme` hold for any point of the latest Version."""

    site: Site | None = None
    author: str | None = None
    family: str | None = None
    theme: str | None = None
    verdict: Verdict | None = None


def filters(**asked: str | None) -> Filters:
    """Filters from words. Raises Invalid for a site or verdict that there is not; `theme` may be `family/theme`."""
    faults = {
        name: f"One of: {', '.join(kind)}."
        for name, kind in (("site", Site), ("verdict", Verdict))
        if (word := asked.get(name)) and word not in {each.value for each in kind}
    }
    if faults:
        raise Invalid("This list cannot be narrowed down like that.", faults)
    site, verdict, theme = asked.get("site"), asked.get("verdict"), asked.get("theme")
    family, _, short = (theme or "").rpartition("/")
    return Filters(
        site=Site(site) if site else None,
        author=asked.get("author"),
        family=asked.get("family") or family or None,
        theme=short or None,
        verdict=Verdict(verdict) if verdict else None,
    )


def page(archive: Archive, wanted: Filters, cursor: str | None, limit: int) -> tuple[tuple[ThreadSummary, ...], str | None]:
    """At most `limit` threads, the latest stored first, after `cursor`; and the cursor of what follows, None at the end.

    Raises Invalid for a cursor that is none of ours.
    """
    order = (threads.c.updated_at.desc(), threads.c.id.desc())
    chosen = _latest().where(*_conditions(wanted)).order_by(*order).limit(limit + 1)
    if cursor is not None:
        at, id_ = _place(cursor)
        chosen = chosen.where(or_(threads.c.updated_at < at, and_(threads.c.updated_at == at, threads.c.id < id_)))
    found = _summaries(archive, chosen)
    following = f"{found[limit - 1].updated_at.isoformat()}_{found[limit - 1].id}" if len(found) > limit else None
    return found[:limit], following


def _place(cursor: str) -> tuple[datetime, str]:
    at, _, id_ = cursor.partition("_")
    try:
        return datetime.fromisoformat(at), id_
    except ValueError:
        raise Invalid("This list has no such place.", {"cursor": "Take the one that the page before gave as `next`."}) from None


def _conditions(wanted: Filters) -> Iterator[ColumnElement[bool]]:
    if wanted.site:
        yield versions.c.site == wanted.site
    if wanted.author:
        yield versions.c.author_handle == wanted.author.removeprefix("@")
    if wanted.verdict:
        yield versions.c.verdict == wanted.verdict
    if wanted.family or wanted.theme:
        tagged = [tags.c.version_id == versions.c.id, tags.c.rejected.is_(False)]
        tagged += [tags.c.family == wanted.family] if wanted.family else []
        tagged += [tags.c.theme == wanted.theme] if wanted.theme else []
        yield exists().where(*tagged)


def summary(archive: Archive, id_: str) -> ThreadSummary:
    """One thread as lists show it. Raises `NotFound`."""
    found = _summaries(archive, _latest().where(threads.c.id == id_))
    if not found:
        raise NotFound("There is no thread under this address.")
    return found[0]


def _latest() -> Select[Any]:
    """Threads with their latest Version."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    return select(threads.c.archived_at, threads.c.updated_at, versions).join(versions, newest)


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
        updated_at=row.updated_at,
        version=row.number,
        completeness=row.completeness,
        codebook=CodebookRef(tagging.codebook_id, tagging.codebook_version),
        points=tuple(beads),
    )
