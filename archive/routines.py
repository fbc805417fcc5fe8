"""Routines: rows of work that comes again. The scheduler makes them due; a worker claims one, does it, and sets the next date.

The functions that a worker calls raise `LeaseLost` when the routine is no longer its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from archive import leases
from archive.archive import Archive
from archive.tables import routines
from domain.shapes.failure import Failure
from domain.shapes.routine import Routine, RoutineKind, RoutineState

LONGEST: Final = timedelta(days=366)
"""A date further away was set by a clock that was wrong."""
FAILED_PAUSE: Final = timedelta(minutes=10)


def ensure(connection: Connection, kind: RoutineKind, subject: str, due_at: datetime) -> None:
    """Adds the routine, unless it is there."""
    id_ = routine_id(kind, subject)
    if connection.execute(select(routines.c.id).where(routines.c.id == id_)).one_or_none() is None:
        values = {"id": id_, "kind": kind, "subject": subject, "due_at": due_at, "created_at": due_at, "finished_at": due_at}
        connection.execute(insert(routines).values(**values, state=RoutineState.WAITING))


def remove(connection: Connection, kind: RoutineKind, subject: str) -> None:
    """Removes the routine; a worker that is at it notices."""
    connection.execute(delete(routines).where(routines.c.id == routine_id(kind, subject)))


def advance(connection: Connection, kind: RoutineKind, subject: str, due_at: datetime) -> None:
    """Makes the routine due at another time; one that is being worked on sets its own next date."""
    waits = (routines.c.id == routine_id(kind, subject), routines.c.finished_at.is_not(None))
    connection.execute(update(routines).where(*waits).values(due_at=due_at))


def request_due(archive: Archive) -> list[str]:
    """Makes routines that are due unfinished, so that workers claim them; returns their ids. One at work is not due."""
    now = archive.clock()
    is_due = (routines.c.finished_at.is_not(None), or_(routines.c.due_at <= now, routines.c.due_at > now + LONGEST))
    with archive.database.read() as connection:
        if connection.execute(select(routines.c.id).where(*is_due).limit(1)).one_or_none() is None:
            return []
    values = {**leases.reset_values(), "state": RoutineState.REQUESTED, "created_at": now}
    with archive.database.write() as connection:
        due = update(routines).where(*is_due).values(**values).returning(routines.c.id)
        return list(connection.execute(due).scalars())


_rows: Final = leases.LeasedRows(routines, {"state": RoutineState.REQUESTED})
renew: Final = _rows.renew
release: Final = _rows.release


def claim(archive: Archive, id_: str) -> Routine | None:
    """Claims the routine; None when it is not due, is claimed, or its attempts are used up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, routines, id_, archive.clock(), state=RoutineState.RUNNING)
        if row is None:  # its attempts may be used up: it is tried again later
            later = archive.clock() + FAILED_PAUSE
            failed = (routines.c.id == id_, routines.c.state == RoutineState.FAILED, routines.c.due_at <= archive.clock())
            connection.execute(update(routines).where(*failed).values(due_at=later))
        return _routine(row) if row else None


def finish(archive: Archive, claimed: Routine, due_at: datetime) -> None:
    """Ends this round; the next is due then. Raises `LeaseLost`."""
    values: dict[str, Any] = {"state": RoutineState.WAITING, "finished_at": archive.clock(), "due_at": due_at}
    with archive.database.write() as connection:
        leases.update_claimed(connection, routines, claimed, **values)


def fail(archive: Archive, claimed: Routine, failure: Failure, pause: timedelta = FAILED_PAUSE) -> None:
    """Ends this round with a failure; the next comes after a pause. Raises `LeaseLost`."""
    now = archive.clock()
    with archive.database.write() as connection:
        values = leases.failure_values(failure, now) | {"due_at": now + pause}
        leases.update_claimed(connection, routines, claimed, **values)


def find(archive: Archive, kind: RoutineKind, subject: str) -> tuple[Routine, Failure | None] | None:
    """The routine, and why its last round failed, if it did."""
    with archive.database.read() as connection:
        id_ = routine_id(kind, subject)
        row = connection.execute(select(routines).where(routines.c.id == id_)).one_or_none()
    return (_routine(row), leases.failure_of(row)) if row else None


def routine_id(kind: RoutineKind, subject: str) -> str:
    return f"{kind.value}-{subject}"


def _routine(row: Row[Any]) -> Routine:
    return Routine(row.id, row.kind, row.subject, row.due_at, row.claim)
