"""Rows of edits: what people changed by hand in a thread, in order. Everything here runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.tables import edits
from domain.errors import Conflict
from domain.shapes.edit import Edit, Operation


def load_all(connection: Connection, thread_id: str) -> tuple[Edit, ...]:
    """All edits of a thread, undone ones too, oldest first."""
    query = select(edits).where(edits.c.thread_id == thread_id).order_by(edits.c.created_at, edits.c.id)
    return tuple(_edit_from_row(row) for row in connection.execute(query))


def load_active(connection: Connection, thread_ids: Sequence[str]) -> tuple[Edit, ...]:
    """The edits of all these threads that are not undone, oldest first."""
    query = select(edits).where(edits.c.thread_id.in_(thread_ids), edits.c.undone.is_(False))
    return tuple(_edit_from_row(row) for row in connection.execute(query.order_by(edits.c.created_at, edits.c.id)))


def _edit_from_row(row: Row[Any]) -> Edit:
    return Edit(row.id, row.operation, row.by, row.created_at, row.undone)


def add(connection: Connection, thread_id: str, operation: Operation, by: str, now: datetime) -> Edit:
    values = {"thread_id": thread_id, "operation": operation, "by": by, "undone": False, "created_at": now}
    return _edit_from_row(connection.execute(insert(edits).values(**values).returning(edits)).one())


def undo(connection: Connection, thread_id: str) -> Edit:
    """Undoes the last edit that is not undone. Raises Conflict when there is none."""
    active = [edit for edit in load_all(connection, thread_id) if not edit.undone]
    if not active:
        raise Conflict("nothing_to_undo")
    return _set_undone(connection, active[-1], undone=True)


def redo(connection: Connection, thread_id: str) -> Edit:
    """Redoes the edit that was undone last. Raises Conflict when there is none, or another edit was made since."""
    undone: list[Edit] = []
    for edit in load_all(connection, thread_id):
        undone = [*undone, edit] if edit.undone else []
    if not undone:
        raise Conflict("nothing_to_redo")
    return _set_undone(connection, undone[0], undone=False)


def _set_undone(connection: Connection, edit: Edit, *, undone: bool) -> Edit:
    statement = update(edits).where(edits.c.id == edit.id).values(undone=undone).returning(edits)
    return _edit_from_row(connection.execute(statement).one())
