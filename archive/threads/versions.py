"""Rows of Versions and their points. Called by `archive/threads/threads.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from archive.points import insert_points, load_points
from archive.tables import threads, versions
from archive.tags.tags import UNTAGGED, VersionTags
from domain.code_hash import READER
from domain.errors import NotFound
from domain.messages import Message
from domain.shapes.thread import Cause, Point, Version, VersionSummary
from domain.version_digest import version_digest

# Handles are far shorter; PostgreSQL's indexes have a limit on the length of values.
MAX_HANDLE = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """How a Version came to be. `unedited` is the Version before edits, if there are any; `note` describes the last one."""

    captured_at: datetime
    made_at: datetime
    cause: Cause = Cause.READ
    unedited: Version | None = None
    note: Message | None = None
    reader: str = READER


def thread_row(connection: Connection, thread_id: str) -> Row[Any]:
    """The row of the thread. Raises `NotFound`, for one in the wastebasket too."""
    present = (threads.c.id == thread_id, threads.c.deleted_at.is_(None))
    row = connection.execute(select(threads).where(*present)).one_or_none()
    if row is None:
        raise NotFound("thread", id=thread_id)
    return row


def require_thread(connection: Connection, thread_id: str) -> None:
    """Raises `NotFound` as `thread_row`."""
    thread_row(connection, thread_id)


def latest_number(connection: Connection, thread_id: str) -> int:
    """The number of the thread's latest Version. Raises `NotFound` as `thread_row`."""
    return int(thread_row(connection, thread_id).latest)


def insert_version(connection: Connection, thread_id: str, number: int, version: Version, origin: Origin) -> int:
    """Inserts a Version with its points (not their tags) and returns its row id."""
    handle = version.author.handle
    values = {
        "thread_id": thread_id,
        "number": number,
        "digest": version_digest(version),
        "captured_at": origin.captured_at,
        "made_at": origin.made_at,
        "cause": origin.cause,
        "unedited": origin.unedited,
        "note": origin.note,
        "reader": origin.reader,
        "title": version.title,
        "site": version.site,
        "url": version.url,
        "root_post_id": version.root_post_id,
        "author": version.author,
        "author_handle": handle[:MAX_HANDLE] if handle else None,
        "posted_at": version.posted_at,
        "language": version.language,
        "verdict": version.completeness.verdict,
        "completeness": version.completeness,
        "related": version.related,
        "dropped": version.dropped,
        "points": len(version.points),
        "alternative": version.alternative,
    }
    version_id = int(connection.execute(insert(versions).values(**values).returning(versions.c.id)).scalar_one())
    insert_points(connection, version_id, version.points)
    return version_id


def update_origin(connection: Connection, version_id: int, version: Version, origin: Origin) -> None:
    """Updates the origin of a Version that was made again and turned out the same, and how else it can be read."""
    values: dict[str, object] = {"alternative": version.alternative}
    values |= {"unedited": origin.unedited} if origin.unedited else {}
    values |= {"reader": origin.reader} if origin.cause is Cause.REREAD else {}
    connection.execute(update(versions).where(versions.c.id == version_id).values(**values))


def find_row(connection: Connection, thread_id: str, number: int) -> Row[Any] | None:
    query = select(versions).where(versions.c.thread_id == thread_id, versions.c.number == number)
    return connection.execute(query).one_or_none()


def highest_number(connection: Connection, thread_id: str) -> int:
    """The highest number of the thread's Versions."""
    return int(connection.execute(select(func.max(versions.c.number)).where(versions.c.thread_id == thread_id)).scalar_one())


def latest_title(connection: Connection, thread_id: str) -> str:
    """The title of the thread's latest Version, empty for a thread that is not there."""
    latest = select(threads.c.latest).where(threads.c.id == thread_id).scalar_subquery()
    query = select(versions.c.title).where(versions.c.thread_id == thread_id, versions.c.number == latest)
    return str(connection.execute(query).scalar_one_or_none() or "")


def load(connection: Connection, row: Row[Any], tagging: VersionTags = UNTAGGED) -> Version:
    """The Version of a row, its points tagged if a tagging is given."""
    return from_row(row, load_points(connection, row.id), tagging)


def from_row(row: Row[Any], points: Sequence[Point], tagging: VersionTags) -> Version:
    """The Version of a row, of its stored points and their tags."""
    return Version(
        title=row.title,
        site=row.site,
        url=row.url,
        author=row.author,
        posted_at=row.posted_at,
        language=row.language,
        points=tuple(_tagged(point, tagging) for point in points),
        completeness=row.completeness,
        root_post_id=row.root_post_id,
        related=row.related,
        dropped=row.dropped,
        judge=tagging.judge,
        alternative=row.alternative,
    )


def _tagged(point: Point, tagging: VersionTags) -> Point:
    at = point.position
    return replace(point, tags=tagging.tags.get(at, ()), rejected=tagging.rejected.get(at, ()), weak=tagging.weak.get(at, ()))


def list_summaries(connection: Connection, thread_ids: Sequence[str]) -> Mapping[str, tuple[VersionSummary, ...]]:
    """All Versions of each thread, oldest first, by the thread's id."""
    columns = (versions.c[name] for name in ("number", "captured_at", "points", "verdict", "cause", "made_at", "note"))
    query = select(versions.c.thread_id, *columns).where(versions.c.thread_id.in_(thread_ids)).order_by(versions.c.number)
    by_thread: dict[str, list[VersionSummary]] = {}
    for thread_id, *values in connection.execute(query):
        by_thread.setdefault(thread_id, []).append(VersionSummary(*values))
    return {thread_id: tuple(summaries) for thread_id, summaries in by_thread.items()}
