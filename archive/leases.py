"""Work that survives its workers: rows that are claimed for a while, renewed while a job lives, and counted when it dies.

Submissions and handouts are such rows. A row is unfinished until `finished_at` is set; whoever holds it shows the number of
its claim, so that a worker that was given up for dead changes nothing when it comes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select, update

from domain.errors import Crashed
from domain.messages import Message
from domain.shapes.failure import Failure

LEASE = timedelta(seconds=60)
ATTEMPTS = 3


class LeaseLost(Exception):
    """The work is no longer this worker's: it was cancelled, deleted, or given to another. Stop, and write nothing more."""


class Claimed(Protocol):
    """A Submission or Handout as `claim` gave it."""

    @property
    def id(self) -> str: ...

    @property
    def claim(self) -> int: ...


def claim(connection: Connection, table: Table, id_: str, now: datetime, lease: timedelta, **values: Any) -> Row[Any] | None:
    """Take the row, unless it is finished or somebody holds it; with its attempts used up it becomes failed, `crashed`."""
    free = and_(table.c.id == id_, table.c.finished_at.is_(None), table.c.lease_until <= now)
    connection.execute(update(table).where(free, table.c.attempts >= ATTEMPTS).values(**failed(crashed(), now)))
    taken = {"attempts": table.c.attempts + 1, "claim": table.c.claim + 1, "lease_until": now + lease}
    return connection.execute(update(table).where(free).values(**taken, **values).returning(table)).one_or_none()


def hold(connection: Connection, table: Table, claimed: Claimed, **values: Any) -> None:
    """Change the row as the one who holds it. Raises `LeaseLost`."""
    mine = and_(table.c.id == claimed.id, table.c.claim == claimed.claim, table.c.finished_at.is_(None))
    if connection.execute(update(table).where(mine).values(**values)).rowcount == 0:
        raise LeaseLost(f"{table.name} {claimed.id}, claim {claimed.claim}")


def release(connection: Connection, table: Table, claimed: Claimed, now: datetime, **values: Any) -> None:
    """Ends the lease of the one who holds the row, as if it had never been claimed: the attempt does not count.

    `values` are the columns that go back to what they were. Raises `LeaseLost`.
    """
    hold(connection, table, claimed, lease_until=now, attempts=table.c.attempts - 1, **values)


def expire(connection: Connection, table: Table, id_: str, now: datetime) -> None:
    """End the lease of a worker that is known to be dead, so that nobody waits for it to run out."""
    held = and_(table.c.id == id_, table.c.finished_at.is_(None), table.c.lease_until > now)
    connection.execute(update(table).where(held).values(lease_until=now))


def stranded(connection: Connection, table: Table, now: datetime) -> tuple[str, ...]:
    """Ids of what is unfinished and held by nobody, the oldest first."""
    lost = select(table.c.id).where(free_at(table, now)).order_by(table.c.created_at, table.c.id)
    return tuple(connection.execute(lost).scalars())


def free_at(table: Table, now: datetime) -> ColumnElement[bool]:
    return and_(table.c.finished_at.is_(None), table.c.lease_until <= now)


def failed(failure: Failure, now: datetime) -> dict[str, Any]:
    """The columns of a row that failed."""
    return {
        "state": "failed",
        "failure_code": failure.code,
        "failure_reason": failure.reason,
        "failure_retryable": failure.retryable,
        "finished_at": now,
    }


def afresh(now: datetime) -> dict[str, Any]:
    """The columns of a row that is to be tried again."""
    return {
        "attempts": 0,
        "lease_until": now,
        "failure_code": None,
        "failure_reason": None,
        "failure_retryable": None,
        "finished_at": None,
    }


def failure_of(row: Row[Any]) -> Failure | None:
    if row.failure_code is None:
        return None
    return Failure(row.failure_reason, row.failure_retryable)


def crashed() -> Failure:
    return Failure(Message(Crashed.code), Crashed.retryable)
