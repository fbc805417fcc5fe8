"""The audit list: entries are written in the transaction of what they tell of, and read by the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from archive.archive import Archive
from archive.tables import audit
from domain.shapes.audit import Action, AuditEntry

MAX_TITLE: Final = 300


def record(connection: Connection, archive: Archive, by: str, action: Action, subject: str | None, title: str) -> None:
    record_at(connection, archive.clock(), by, action, subject, title)


def record_at(connection: Connection, at: datetime, by: str, action: Action, subject: str | None, title: str) -> None:
    values = {"at": at, "by": by, "action": action, "subject": subject, "title": title[:MAX_TITLE]}
    connection.execute(insert(audit).values(**values))


def record_alone(archive: Archive, by: str, action: Action, subject: str | None, title: str) -> None:
    """Records what changes nothing in the database."""
    with archive.database.write() as connection:
        record(connection, archive, by, action, subject, title)


def forget_titles(connection: Connection, thread_ids: Sequence[str]) -> None:
    """Empties the titles of threads that are deleted for good; who did what, and when, stays."""
    connection.execute(update(audit).where(audit.c.subject.in_(thread_ids)).values(title=""))


def list_entries(archive: Archive, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
    """The newest first; `before` is the id of the last one of the page above."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    with archive.database.read() as connection:
        rows = connection.execute(query).all()
    return tuple(AuditEntry(row.id, row.at, row.by, row.action, row.subject, row.title) for row in rows)
