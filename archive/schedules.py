"""Schedules: how often threads are refreshed by themselves, and what is known of their sources.

A thread has a schedule of its own, or that of its author, or that of all threads. When it is due, the scheduler adds a
submission that fetches its address again. Refreshes that bring nothing new make the next ones rarer.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, case, delete, func, insert, or_, select, update

from archive import refreshes
from archive.archive import Archive
from archive.library import index
from archive.tables import refresh_schedules, submissions, threads, versions
from archive.threads.versions import require_thread, thread_row
from domain.errors import Refused
from domain.shapes.author import AuthorName
from domain.shapes.submission import SCHEDULER

log: Final = logging.getLogger(__name__)
SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(days=366)
NEVER: Final = 0
"""A thread's own schedule that keeps it out of its author's and that of all."""
PATIENCE: Final = 3
"""Refreshes in a row without anything new before the next ones come rarer."""
MOST_DOUBLINGS: Final = 4
LONGEST_PAUSE: Final = timedelta(days=60)
AT_ONCE: Final = 20
MOST_UNFINISHED: Final = 40
"""Refreshes that may wait: what the sites' pace does not allow now is requested later."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`every` is the thread's own, `timedelta(0)` for never; `effective` what holds, `next_at` when it is due."""

    every: timedelta | None
    effective: timedelta | None
    next_at: datetime | None
    gone_at: datetime | None


def load(archive: Archive, thread_id: str) -> Schedule:
    """The schedule of a thread. Raises `NotFound`."""
    with archive.database.read() as connection:
        thread = thread_row(connection, thread_id)
        own = None if thread.refresh_every is None else timedelta(seconds=thread.refresh_every)
        effective = _effective(connection, thread)
    return Schedule(own, effective, thread.refresh_due_at if effective else None, thread.gone_at)


def set_for_thread(archive: Archive, thread_id: str, every: timedelta | None) -> None:
    """Sets the thread's own schedule; None is that of its author, or of all; zero is never. Raises `NotFound`."""
    values = {"refresh_every": None if every is None else int(every.total_seconds()), "quiet_refreshes": 0}
    with archive.database.write(alone=True) as connection:
        require_thread(connection, thread_id)
        due = archive.clock() + every if every else None
        connection.execute(update(threads).where(threads.c.id == thread_id).values(**values, refresh_due_at=due))


def load_shared(archive: Archive, author: AuthorName | None = None) -> timedelta | None:
    """The schedule of an author's threads, without one that of all threads."""
    with archive.database.read() as connection:
        return _shared(connection, *_key(author))


def set_shared(archive: Archive, every: timedelta | None, author: AuthorName | None = None) -> None:
    """Sets or, with None, ends the schedule of an author's threads; without an author that of all."""
    site, handle = _key(author)
    with archive.database.write(alone=True) as connection:
        same = and_(refresh_schedules.c.site == site, refresh_schedules.c.handle == handle)
        connection.execute(delete(refresh_schedules).where(same))
        if every:
            seconds = int(every.total_seconds())
            connection.execute(insert(refresh_schedules).values(site=site, handle=handle, every=seconds))
        # Planned again by `plan`, each at a moment of its own.
        connection.execute(update(threads).where(threads.c.refresh_every.is_(None)).values(refresh_due_at=None))


def plan(archive: Archive) -> int:
    """Gives a date to threads that have a schedule and no date yet, spread over its time. Returns how many."""
    with archive.database.read() as connection:
        if connection.execute(select(refresh_schedules.c.every).limit(1)).scalar_one_or_none() is None:
            return 0
        undated = _scheduled().where(threads.c.refresh_due_at.is_(None), threads.c.deleted_at.is_(None)).limit(500)
        rows = connection.execute(undated).all()
    if rows:
        now = archive.clock()
        with archive.database.write() as connection:
            for row in rows:
                due = now + _spread(row.id, timedelta(seconds=row.every))
                own = and_(threads.c.id == row.id, threads.c.refresh_due_at.is_(None))
                connection.execute(update(threads).where(own).values(refresh_due_at=due))
    return len(rows)


def request_due(archive: Archive) -> list[str]:
    """Adds the submissions of refreshes that are due, a few at once, and returns their ids. Never two for one thread."""
    now = archive.clock()
    with archive.database.read() as connection:
        due = select(threads.c.id).where(_is_due(now), threads.c.deleted_at.is_(None)).order_by(threads.c.refresh_due_at)
        ids = connection.execute(due.limit(AT_ONCE)).scalars().all()
        unfinished = (submissions.c.caller == SCHEDULER, submissions.c.finished_at.is_(None))
        free = MOST_UNFINISHED - connection.execute(select(func.count()).where(*unfinished)).scalar_one() if ids else 0
    requested = [_request(archive, id_, now) for id_ in ids[: max(free, 0)]]
    return [id_ for id_ in requested if id_]


def _request(archive: Archive, thread_id: str, now: datetime) -> str | None:
    """Adds the submission and sets the next date, in one transaction; None when there is nothing to request after all."""
    with archive.database.write(alone=True) as connection:
        row = connection.execute(select(threads).where(threads.c.id == thread_id, _is_due(now))).one_or_none()
        if row is None or row.deleted_at is not None:
            return None
        every = _effective(connection, row)
        quiet = row.quiet_refreshes + 1
        values = {"refresh_due_at": now + pause(every, quiet) if every else None, "quiet_refreshes": quiet}
        connection.execute(update(threads).where(threads.c.id == thread_id).values(**values))
        if every is None:
            return None
        try:
            return refreshes.request(connection, archive, thread_id, SCHEDULER, background=True)
        except Refused as error:  # it has no address that can be fetched; looked at again later, for it may get one
            log.info("%s cannot be refreshed: %s", thread_id, error)
            return None


def pause(every: timedelta, quiet: int) -> timedelta:
    """The time to the next refresh after so many in a row that brought nothing new."""
    doubled = every * (1 << min(max(quiet - PATIENCE, 0), MOST_DOUBLINGS))
    return max(every, min(doubled, LONGEST_PAUSE))


def record_fetch(archive: Archive, thread_id: str, *, changed: bool) -> None:
    """Records that a thread's source has it; what changed is looked at again soon."""
    with archive.database.write(alone=True) as connection:
        row = connection.execute(select(threads).where(threads.c.id == thread_id)).one_or_none()
        if row is None:
            return
        values: dict[str, Any] = {"gone_at": None}
        every = _effective(connection, row) if changed and row.refresh_due_at else None
        if every:
            values |= {"quiet_refreshes": 0, "refresh_due_at": archive.clock() + every}
        if row.gone_at is not None or every:
            connection.execute(update(threads).where(threads.c.id == thread_id).values(**values))
        if row.gone_at is not None:
            index.refresh(connection, thread_id)


def record_gone(archive: Archive, thread_id: str) -> bool:
    """Records that a thread's source has it no more. Returns whether that was news; the first date stays."""
    with archive.database.write(alone=True) as connection:
        present = (threads.c.id == thread_id, threads.c.gone_at.is_(None))
        quiet = case((threads.c.quiet_refreshes < PATIENCE + 2, PATIENCE + 2), else_=threads.c.quiet_refreshes)
        marked = update(threads).where(*present).values(gone_at=archive.clock(), quiet_refreshes=quiet)
        if connection.execute(marked).rowcount == 0:
            return False
        index.refresh(connection, thread_id)
        return True


def _is_due(now: datetime) -> Any:  # a condition
    """Due by the date, or by a clock that was set back: no pause is longer than the longest."""
    return or_(threads.c.refresh_due_at <= now, threads.c.refresh_due_at > now + LONGEST)


def _effective(connection: Connection, thread: Row[Any]) -> timedelta | None:
    if thread.refresh_every is not None:
        return timedelta(seconds=thread.refresh_every) if thread.refresh_every != NEVER else None
    every = connection.execute(_scheduled().where(threads.c.id == thread.id)).one_or_none()
    return timedelta(seconds=every.every) if every else None


def _scheduled() -> Any:  # a query of ids with their schedules' seconds
    """Threads without a schedule of their own that have their author's, else that of all."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    of_author = (
        select(refresh_schedules.c.every)
        .where(refresh_schedules.c.site == versions.c.site, refresh_schedules.c.handle == func.lower(versions.c.author_handle))
        .scalar_subquery()
    )
    of_all = select(refresh_schedules.c.every).where(refresh_schedules.c.site == "").scalar_subquery()
    every = func.coalesce(of_author, of_all)
    query = select(threads.c.id, every.label("every")).join(versions, newest)
    return query.where(threads.c.refresh_every.is_(None), every.is_not(None))


def _shared(connection: Connection, site: str, handle: str) -> timedelta | None:
    same = (refresh_schedules.c.site == site, refresh_schedules.c.handle == handle)
    every = connection.execute(select(refresh_schedules.c.every).where(*same)).scalar_one_or_none()
    return None if every is None else timedelta(seconds=every)


def _key(author: AuthorName | None) -> tuple[str, str]:
    return (author.site.value, author.handle.lower()) if author else ("", "")


def _spread(thread_id: str, every: timedelta) -> timedelta:
    """A part of the time that is a thread's own, so that an archive of thousands is not due at once."""
    return every * (int.from_bytes(hashlib.sha256(thread_id.encode()).digest()[:4], "big") / 2**32)
