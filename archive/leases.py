"""Leases: a worker claims a row of work for a while, renews the lease while its job runs, and loses it when it dies.

Submissions, handouts and retaggings are such rows. A row is unfinished until `finished_at` is set. Whoever changes it shows the
number of its claim, so that a worker whose lease ran out changes nothing when it comes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select, update

from domain.errors import Crashed
from domain.messages import Message
from domain.retry_policy import MAX_ATTEMPTS
from domain.shapes.failure import Failure


class LeaseLost(Exception):
    """The row is no longer this worker's: it was cancelled, deleted, or claimed by another. Stop, and write nothing more."""


class Claimed(Protocol):
    """A claimed Submission, Handout or Retagging."""

    @property
    def id(self) -> str: ...

    @property
    def claim(self) -> int: ...


def claim(connection: Connection, table: Table, id_: str, now: datetime, lease: timedelta, **values: Any) -> Row[Any] | None:
    """Claims the row unless it is finished or claimed; when its attempts are used up it fails with `crashed` instead."""
    free = and_(table.c.id == id_, is_unclaimed(table, now))
    connection.execute(
        update(table).where(free, table.c.attempts >= MAX_ATTEMPTS).values(**failure_values(crash_failure(), now))
    )
    claim_values = {"attempts": table.c.attempts + 1, "claim": table.c.claim + 1, "lease_until": now + lease}
    return connection.execute(update(table).where(free).values(**claim_values, **values).returning(table)).one_or_none()


def update_claimed(connection: Connection, table: Table, claimed: Claimed, **values: Any) -> None:
    """Changes the row if its claim is still this one. Raises `LeaseLost`."""
    same_claim = and_(table.c.id == claimed.id, table.c.claim == claimed.claim, table.c.finished_at.is_(None))
    if connection.execute(update(table).where(same_claim).values(**values)).rowcount == 0:
        raise LeaseLost(f"{table.name} {claimed.id}, claim {claimed.claim}")


def release(connection: Connection, table: Table, claimed: Claimed, now: datetime, **values: Any) -> None:
    """Ends the lease of a worker that has to stop: the attempt does not count.

    `values` are columns to set back. Raises `LeaseLost`.
    """
    update_claimed(connection, table, claimed, lease_until=now, attempts=table.c.attempts - 1, **values)


def expire(connection: Connection, table: Table, id_: str, now: datetime) -> None:
    """Ends the lease of a worker that is known to be dead, so that nobody waits until it runs out."""
    claimed = and_(table.c.id == id_, table.c.finished_at.is_(None), table.c.lease_until > now)
    connection.execute(update(table).where(claimed).values(lease_until=now))


def unclaimed(connection: Connection, table: Table, now: datetime) -> tuple[str, ...]:
    """Ids of the rows that are unfinished and unclaimed, oldest first."""
    query = select(table.c.id).where(is_unclaimed(table, now)).order_by(table.c.created_at, table.c.id)
    return tuple(connection.execute(query).scalars())


def is_unclaimed(table: Table, now: datetime) -> ColumnElement[bool]:
    return and_(table.c.finished_at.is_(None), table.c.lease_until <= now)


def failure_values(failure: Failure, now: datetime) -> dict[str, Any]:
    """The values of a row that failed."""
    return {
        "state": "failed",
        "failure_code": failure.code,
        "failure_reason": failure.reason,
        "failure_retryable": failure.retryable,
        "finished_at": now,
    }


def reset_values(now: datetime) -> dict[str, Any]:
    """The values of a row that is to be tried again."""
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


def crash_failure() -> Failure:
    return Failure(Message(Crashed.code), Crashed.retryable)
