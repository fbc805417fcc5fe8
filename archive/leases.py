"""Leases: a worker claims a row of work, renews the claim while its job runs, and loses it when it dies or falls silent.

`archive/work.py` lists the tables of such rows. A row is unfinished until `finished_at` is set. Whoever changes it shows the
number of its claim, so that a worker whose claim was ended changes nothing when it comes back.

No clock decides whether a claim is alive: a holder counts `beats`, and the reconciler ends the claim of one that has ended,
or whose count stood still for too long by the reconciler's own monotonic clock. A clock that jumps changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

from archive.archive import Archive
from domain.errors import Crashed
from domain.messages import Message
from domain.processes import process_identity
from domain.retry_policy import MAX_ATTEMPTS, MAX_INTERRUPTIONS
from domain.shapes.failure import Failure


class LeaseLost(Exception):
    """The row is no longer this worker's: it was cancelled, deleted, or claimed by another. Stop, and write nothing more."""


class Claimed(Protocol):
    """The shape of a claimed row."""

    @property
    def id(self) -> str: ...

    @property
    def claim(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Lease:
    """A claimed row as the reconciler observes it: a holder that works changes `beats`."""

    id: str
    claim: int
    beats: int
    holder: str


@dataclass(frozen=True, slots=True)
class LeasedRows:
    """What is done alike with the claimed rows of a table. `waiting` are the values of a row that waits for a worker."""

    table: Table
    waiting: Mapping[str, Any]

    def renew(self, archive: Archive, claimed: Claimed) -> None:
        """Shows that the claim is alive. Raises `LeaseLost`."""
        with archive.database.write() as connection:
            update_claimed(connection, self.table, claimed)

    def fail(self, archive: Archive, claimed: Claimed, failure: Failure) -> None:
        """Records that the work failed, and why. Raises `LeaseLost`."""
        with archive.database.write() as connection:
            update_claimed(connection, self.table, claimed, **failure_values(failure, archive.clock()))

    def release(self, archive: Archive, claimed: Claimed, *, counted: bool = False) -> None:
        """Lets the row wait again, because the machine or its operator ends the work on it. Raises `LeaseLost`."""
        with archive.database.write() as connection:
            release(connection, self.table, claimed, counted=counted, **self.waiting)

    def unclaimed(self, archive: Archive) -> tuple[str, ...]:
        """Ids of the unfinished rows that no worker has claimed; most are in the queue."""
        with archive.database.read() as connection:
            return unclaimed(connection, self.table)


def claim(connection: Connection, table: Table, id_: str, now: datetime, **values: Any) -> Row[Any] | None:
    """Claims the row unless it is finished or claimed; when its attempts are used up it fails with `crashed` instead.

    A claim counts as interrupted until it ends in another way: `release` and `end_crashed` say which.
    """
    free = and_(table.c.id == id_, is_unclaimed(table))
    used_up = or_(table.c.attempts >= MAX_ATTEMPTS, table.c.interruptions >= MAX_INTERRUPTIONS)
    claim_values = {
        "interruptions": table.c.interruptions + 1,
        "claim": table.c.claim + 1,
        "beats": 0,
        "holder": process_identity(),
    }
    statement = update(table).where(free, ~used_up).values(**claim_values, **values).returning(table)
    if (row := connection.execute(statement).one_or_none()) is None:
        connection.execute(update(table).where(free, used_up).values(**failure_values(crash_failure(), now)))
    return row


def update_claimed(connection: Connection, table: Table, claimed: Claimed, **values: Any) -> None:
    """Changes the row and counts a beat, if its claim is still this one. Raises `LeaseLost`."""
    same_claim = and_(
        table.c.id == claimed.id,
        table.c.claim == claimed.claim,
        table.c.holder.is_not(None),
        table.c.finished_at.is_(None),
    )
    if connection.execute(update(table).where(same_claim).values(beats=table.c.beats + 1, **values)).rowcount == 0:
        raise LeaseLost(f"{table.name} {claimed.id}, claim {claimed.claim}")


def release(connection: Connection, table: Table, claimed: Claimed, *, counted: bool = False, **values: Any) -> None:
    """Gives the row back unfinished, because the machine and not the work is the reason.

    `counted`: as one of the interruptions that are allowed. `values` are columns to set back. Raises `LeaseLost`.
    """
    interruptions = table.c.interruptions - (0 if counted else 1)
    update_claimed(connection, table, claimed, holder=None, interruptions=interruptions, **values)


def end_crashed(connection: Connection, table: Table, holder: str) -> None:
    """Ends the claims of a process that its own work has ended; the attempts count. `holder` is its identity's beginning."""
    held = and_(table.c.finished_at.is_(None), table.c.holder.startswith(holder, autoescape=True))
    values = {"holder": None, "attempts": table.c.attempts + 1, "interruptions": table.c.interruptions - 1}
    connection.execute(update(table).where(held).values(**values))


def held(connection: Connection, table: Table) -> tuple[Lease, ...]:
    """The claims that have not ended."""
    columns = (table.c.id, table.c.claim, table.c.beats, table.c.holder)
    rows = connection.execute(select(*columns).where(table.c.finished_at.is_(None), table.c.holder.is_not(None)))
    return tuple(Lease(row.id, row.claim, row.beats, row.holder) for row in rows)


def expire(connection: Connection, table: Table, lease: Lease) -> bool:
    """Ends a claim, unless its holder has shown a sign of life since it was observed. Returns whether it was ended."""
    unchanged = and_(
        table.c.id == lease.id,
        table.c.claim == lease.claim,
        table.c.beats == lease.beats,
        table.c.holder.is_not(None),
        table.c.finished_at.is_(None),
    )
    return connection.execute(update(table).where(unchanged).values(holder=None)).rowcount == 1


def unclaimed(connection: Connection, table: Table) -> tuple[str, ...]:
    """Ids of the rows that are unfinished and unclaimed, oldest first."""
    query = select(table.c.id).where(is_unclaimed(table)).order_by(table.c.created_at, table.c.id)
    return tuple(connection.execute(query).scalars())


def is_unclaimed(table: Table) -> ColumnElement[bool]:
    return and_(table.c.finished_at.is_(None), table.c.holder.is_(None))


def failure_values(failure: Failure, now: datetime) -> dict[str, Any]:
    """The values of a row that failed."""
    return {
        "state": "failed",
        "failure_code": failure.code,
        "failure_reason": failure.reason,
        "failure_retryable": failure.retryable,
        "finished_at": now,
    }


def reset_values() -> dict[str, Any]:
    """The values of a row that is to be tried again."""
    return {
        "attempts": 0,
        "interruptions": 0,
        "holder": None,
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
