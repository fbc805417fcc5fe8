"""The wastebasket: threads that were deleted, until they are restored or their days are over."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from archive import audit
from archive.archive import Archive
from archive.library import index
from archive.tables import threads, versions
from archive.threads.threads import cancel_unfinished, delete, take_out_of_wastebasket
from archive.threads.versions import latest_title
from domain.errors import NotFound
from domain.shapes.audit import Action
from domain.shapes.submission import OWNER


@dataclass(frozen=True, slots=True)
class DeletedThread:
    """A thread in the wastebasket."""

    id: str
    title: str
    deleted_at: datetime
    deleted_by: str


def put(archive: Archive, thread_id: str, by: str) -> None:
    """Puts a thread into the wastebasket; its unfinished submissions are cancelled. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        present = (threads.c.id == thread_id, threads.c.deleted_at.is_(None))
        if connection.execute(update(threads).where(*present).values(deleted_at=now, deleted_by=by)).rowcount == 0:
            raise NotFound("thread", id=thread_id)
        cancel_unfinished(connection, thread_id, now)
        index.remove(connection, thread_id)
        audit.record(connection, archive, by, Action.DELETED, thread_id, latest_title(connection, thread_id))


def restore(archive: Archive, thread_id: str, by: str = OWNER) -> None:
    """Raises `NotFound` when it is not in the wastebasket."""
    with archive.database.write(alone=True) as connection:
        deleted = select(threads.c.id).where(threads.c.id == thread_id, threads.c.deleted_at.is_not(None))
        if connection.execute(deleted).one_or_none() is None:
            raise NotFound("thread", id=thread_id)
        take_out_of_wastebasket(connection, thread_id)
        index.refresh(connection, thread_id)
        audit.record(connection, archive, by, Action.RESTORED, thread_id, latest_title(connection, thread_id))


def list_threads(archive: Archive) -> tuple[DeletedThread, ...]:
    """What is in it, deleted last first."""
    newest = (versions.c.thread_id == threads.c.id) & (versions.c.number == threads.c.latest)
    query = select(threads.c.id, versions.c.title, threads.c.deleted_at, threads.c.deleted_by).join(versions, newest)
    ordered = query.where(threads.c.deleted_at.is_not(None)).order_by(threads.c.deleted_at.desc(), threads.c.id)
    with archive.database.read() as connection:
        return tuple(DeletedThread(*row) for row in connection.execute(ordered))


def delete_expired(archive: Archive, days: int) -> int:
    """Deletes for good what has been in it for more than `days`, and returns how many threads. One restored meanwhile stays."""
    until = archive.clock() - timedelta(days=days)
    count = 0
    with archive.database.read() as connection:
        expired = connection.execute(select(threads.c.id).where(threads.c.deleted_at < until)).scalars().all()
    for id_ in expired:
        with suppress(NotFound):
            delete(archive, id_, deleted_before=until)
            count += 1
    return count
