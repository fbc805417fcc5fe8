"""Mendings as rows: what people put right in a thread, in the order they did. All of this runs in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.tables import mendings
from domain.errors import Conflict
from domain.shapes.edit import Mending, Operation


def every(connection: Connection, thread_id: str) -> tuple[Mending, ...]:
    """All of a thread's, the undone ones too."""
    asked = select(mendings).where(mendings.c.thread_id == thread_id).order_by(mendings.c.created_at, mendings.c.id)
    return tuple(_mending(row) for row in connection.execute(asked))


def active(connection: Connection, thread_ids: Sequence[str]) -> tuple[Mending, ...]:
    """Those of all these threads that are not undone, in the order they were asked for."""
    asked = select(mendings).where(mendings.c.thread_id.in_(thread_ids), mendings.c.undone.is_(False))
    return tuple(_mending(row) for row in connection.execute(asked.order_by(mendings.c.created_at, mendings.c.id)))


def _mending(row: Row[Any]) -> Mending:
    return Mending(row.id, row.operation, row.by, row.created_at, row.undone)


def add(connection: Connection, thread_id: str, operation: Operation, by: str, now: datetime) -> Mending:
    values = {"thread_id": thread_id, "operation": operation, "by": by, "undone": False, "created_at": now}
    return _mending(connection.execute(insert(mendings).values(**values).returning(mendings)).one())


def undo(connection: Connection, thread_id: str) -> Mending:
    """Take back the last one that stands. Raises Conflict when there is none."""
    standing = [mending for mending in every(connection, thread_id) if not mending.undone]
    if not standing:
        raise Conflict("Nothing here was mended, so there is nothing to undo.")
    return _set(connection, standing[-1], undone=True)


def redo(connection: Connection, thread_id: str) -> Mending:
    """Bring back the one that was taken back last. Raises Conflict when something else was mended since."""
    undone: list[Mending] = []
    for mending in every(connection, thread_id):
        undone = [*undone, mending] if mending.undone else []
    if not undone:
        raise Conflict("Nothing was undone last, so there is nothing to bring back.")
    return _set(connection, undone[0], undone=False)


def _set(connection: Connection, mending: Mending, *, undone: bool) -> Mending:
    changed = update(mendings).where(mendings.c.id == mending.id).values(undone=undone).returning(mendings)
    return _mending(connection.execute(changed).one())
