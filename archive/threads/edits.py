"""Rows of edits: what people changed by hand in a thread, in order. Everything here runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.tables import edits
from domain.errors import Conflict
from domain.shapes.edit import Edit, Operation


def every(connection: Connection, thread_id: str) -> tuple[Edit, ...]:
    """All of a thread's, the undone ones too."""
    asked = select(edits).where(edits.c.thread_id == thread_id).order_by(edits.c.created_at, edits.c.id)
    return tuple(_edit_from_row(row) for row in connection.execute(asked))


def active(connection: Connection, thread_ids: Sequence[str]) -> tuple[Edit, ...]:
    """Those of all these threads that are not undone, in the order they were asked for."""
    asked = select(edits).where(edits.c.thread_id.in_(thread_ids), edits.c.undone.is_(False))
    return tuple(_edit_from_row(row) for row in connection.execute(asked.order_by(edits.c.created_at, edits.c.id)))


def _edit_from_row(row: Row[Any]) -> Edit:
    return Edit(row.id, row.operation, row.by, row.created_at, row.undone)


def add(connection: Connection, thread_id: str, operation: Operation, by: str, now: datetime) -> Edit:
    values = {"thread_id": thread_id, "operation": operation, "by": by, "undone": False, "created_at": now}
    return _edit_from_row(connection.execute(insert(edits).values(**values).returning(edits)).one())


def undo(connection: Connection, thread_id: str) -> Edit:
    """Take back the last one that stands. Raises Conflict when there is none."""
    standing = [edit for edit in every(connection, thread_id) if not edit.undone]
    if not standing:
        raise Conflict("Nothing here was edited, so there is nothing to undo.")
    return _set(connection, standing[-1], undone=True)


def redo(connection: Connection, thread_id: str) -> Edit:
    """Bring back the one that was taken back last. Raises Conflict when something else was edited since."""
    undone: list[Edit] = []
    for edit in every(connection, thread_id):
        undone = [*undone, edit] if edit.undone else []
    if not undone:
        raise Conflict("Nothing was undone last, so there is nothing to bring back.")
    return _set(connection, undone[0], undone=False)


def _set(connection: Connection, edit: Edit, *, undone: bool) -> Edit:
    changed = update(edits).where(edits.c.id == edit.id).values(undone=undone).returning(edits)
    return _edit_from_row(connection.execute(changed).one())
