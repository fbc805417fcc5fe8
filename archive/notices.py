"""Notices: what the owner is to be told of threads and authors, until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from archive import routines
from archive.archive import Archive
from archive.database import in_parts
from archive.tables import notices
from archive.tables import routines as routine_rows
from domain.shapes.notice import Event, Notice
from domain.shapes.routine import RoutineKind

SUBJECT: Final = "all"
MOST: Final = 5000
"""Where nothing can be sent, the oldest are dropped."""


def add(connection: Connection, archive: Archive, event: Event, title: str, url: str | None, thread_id: str | None) -> None:
    values = {"event": event, "title": title, "url": url, "thread_id": thread_id, "created_at": archive.clock()}
    id_ = connection.execute(insert(notices).values(**values).returning(notices.c.id)).scalar_one()
    connection.execute(delete(notices).where(notices.c.id <= id_ - MOST))


def list_unsent(archive: Archive) -> tuple[Notice, ...]:
    """All that was not sent yet, oldest first."""
    with archive.database.read() as connection:
        rows = connection.execute(select(notices).order_by(notices.c.id)).all()
    return tuple(Notice(row.id, row.event, row.thread_id, row.title, row.url, row.created_at) for row in rows)


def count_unsent(archive: Archive) -> int:
    with archive.database.read() as connection:
        return connection.execute(select(func.count()).select_from(notices)).scalar_one()


def plan(archive: Archive, *, digest: bool) -> None:
    """Adds the routine that sends, and makes it due when something waits and it is idle. A failed one keeps its pause."""
    now = archive.clock()
    with archive.database.write(alone=True) as connection:
        routines.ensure(connection, RoutineKind.NOTIFY, SUBJECT, now + timedelta(days=1) if digest else now)
        waits = connection.execute(select(notices.c.id).limit(1)).one_or_none() is not None
        due = select(routine_rows.c.due_at).where(routine_rows.c.kind == RoutineKind.NOTIFY)
        due_at = connection.execute(due).scalar_one()
        if waits and not digest and due_at > now + timedelta(hours=1):
            routines.advance(connection, RoutineKind.NOTIFY, SUBJECT, now)


def request_test(archive: Archive) -> None:
    """Adds a test, and makes all that waits due now, whatever pause or digest would come first."""
    now = archive.clock()
    with archive.database.write(alone=True) as connection:
        add(connection, archive, Event.TEST, "", None, None)
        routines.ensure(connection, RoutineKind.NOTIFY, SUBJECT, now)
        routines.advance(connection, RoutineKind.NOTIFY, SUBJECT, now)


def remove(connection: Connection, sent: Sequence[Notice]) -> None:
    """Removes those that were sent."""
    for part in in_parts([notice.id for notice in sent]):
        connection.execute(delete(notices).where(notices.c.id.in_(part)))
