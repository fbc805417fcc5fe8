"""All rows of work together: what comes next, what is waiting, and which claims are alive.

Workers take work in an order that is fair to callers, whatever the order of the jobs in the queue: a job only says that there
is work. The reconciler compares the number of jobs with the number of waiting rows, and ends the claims of dead holders.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, func, select

from archive import leases
from archive.archive import Archive
from archive.leases import Lease
from archive.tables import batches, handouts, imports, retaggings, routines, steps, submissions
from domain.jobs import CHANGE_THREADS, RENDER_HANDOUT, RUN_ROUTINE, RUN_SUBMISSION, TAG_THREAD, TAKE_IN_IMPORT
from domain.shapes.submission import QueuePlace

TABLES: Final[Mapping[str, Table]] = {
    RUN_SUBMISSION: submissions,
    RENDER_HANDOUT: handouts,
    TAG_THREAD: retaggings,
    CHANGE_THREADS: batches,
    TAKE_IN_IMPORT: imports,
    RUN_ROUTINE: routines,
}
"""The rows of each kind of job."""
RECENT: Final = 20
"""Submissions whose time an estimate is made from."""
USUAL_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A claim, and the kind of job that holds it."""

    job: str
    lease: Lease


def next_work(archive: Archive) -> tuple[str, str] | None:
    """The kind of job and the id of the row to work on now; None when nothing waits.

    Submissions and all other work take turns by chance. Among submissions those that somebody waits for come first, then the
    caller who was served longest ago, then the oldest; of the rest the kinds come in the order of `TABLES`.
    """
    with archive.database.read() as connection:
        others = ((name, _oldest(connection, table)) for name, table in TABLES.items() if name != RUN_SUBMISSION)
        other = next(((name, id_) for name, id_ in others if id_), None)
        submission = _fairest_submission(connection)
    candidates = [*([other] if other else []), *([(RUN_SUBMISSION, submission)] if submission else [])]
    return random.choice(candidates) if candidates else None  # noqa: S311 - no secret


def is_waiting(archive: Archive) -> bool:
    """Whether any row is unfinished and unclaimed."""
    with archive.database.read() as connection:
        return any(_oldest(connection, table) for table in TABLES.values())


def somebody_waits(archive: Archive) -> bool:
    """Whether a submission or a handout is unfinished and unclaimed."""
    with archive.database.read() as connection:
        return any(_oldest(connection, table) for table in (submissions, handouts))


def waiting_ids(archive: Archive) -> list[tuple[str, str]]:
    """The kind of job and id of all rows that are unfinished and unclaimed, oldest first within a kind."""
    with archive.database.read() as connection:
        return [(name, id_) for name, table in TABLES.items() for id_ in leases.unclaimed(connection, table)]


def held_leases(archive: Archive) -> list[HeldLease]:
    """The claims that have not ended."""
    with archive.database.read() as connection:
        return [HeldLease(name, lease) for name, table in TABLES.items() for lease in leases.held(connection, table)]


def expire(archive: Archive, held: HeldLease) -> bool:
    """Ends the claim, unless its holder has shown a sign of life since it was read. Returns whether it was ended."""
    with archive.database.write() as connection:
        return leases.expire(connection, TABLES[held.job], held.lease)


def end_crashed(archive: Archive, holder: str) -> None:
    """Ends the claims of a process that its own work has ended; the attempts count. `holder` is its identity's beginning."""
    with archive.database.write() as connection:
        for table in TABLES.values():
            leases.end_crashed(connection, table, holder)


def queue_place(archive: Archive, id_: str, workers: int) -> QueuePlace | None:
    """How many submissions come before this one, and about when its turn is; None when it does not wait."""
    with archive.database.read() as connection:
        waits = select(submissions).where(submissions.c.id == id_, leases.is_unclaimed(submissions))
        row = connection.execute(waits).one_or_none()
        if row is None:
            return None
        earlier = _waiting_by_caller(connection, row.background)
        own = _own_before(connection, row)
        before = own + sum(min(count, own + 1) for caller, count in earlier.items() if caller != row.caller)
        if row.background:
            before += sum(_waiting_by_caller(connection, False).values())
        running = len(leases.held(connection, submissions))
        seconds = (before + running) * _mean_seconds(connection) / max(workers, 1)
    return QueuePlace(before + 1, round(seconds))


def _oldest(connection: Connection, table: Table) -> str | None:
    query = select(table.c.id).where(leases.is_unclaimed(table)).order_by(table.c.created_at, table.c.id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def _fairest_submission(connection: Connection) -> str | None:
    waiting = leases.is_unclaimed(submissions)
    columns = (submissions.c.caller, submissions.c.background)
    callers = connection.execute(select(*columns).where(waiting).distinct()).all()
    if not callers:
        return None
    first = min(callers, key=lambda row: (row.background, _last_turn(connection, row.caller), row.caller))
    same = (submissions.c.caller == first.caller, submissions.c.background == first.background)
    query = select(submissions.c.id).where(waiting, *same).order_by(submissions.c.created_at, submissions.c.id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def _last_turn(connection: Connection, caller: str) -> int:
    return connection.execute(select(func.max(submissions.c.turn)).where(submissions.c.caller == caller)).scalar() or 0


def _waiting_by_caller(connection: Connection, background: bool) -> dict[str, int]:
    waiting = select(submissions.c.caller, func.count()).where(
        leases.is_unclaimed(submissions), submissions.c.background == background
    )
    return {row[0]: row[1] for row in connection.execute(waiting.group_by(submissions.c.caller))}


def _own_before(connection: Connection, row: Row[Any]) -> int:
    columns = submissions.c
    earlier = (columns.created_at < row.created_at) | ((columns.created_at == row.created_at) & (columns.id < row.id))
    own = (columns.caller == row.caller, columns.background == row.background)
    query = select(func.count()).select_from(submissions).where(leases.is_unclaimed(submissions), *own, earlier)
    return connection.execute(query).scalar_one()


def _mean_seconds(connection: Connection) -> float:
    """How long the last submissions took from their claim to their end."""
    first_step = select(func.min(steps.c.started_at)).where(steps.c.submission_id == submissions.c.id).scalar_subquery()
    query = select(first_step.label("begun"), submissions.c.finished_at).where(submissions.c.finished_at.is_not(None))
    rows = connection.execute(query.order_by(submissions.c.turn.desc()).limit(RECENT)).all()
    times = [(row.finished_at - row.begun).total_seconds() for row in rows if row.begun]
    return max(sum(times) / len(times), 0.1) if times else USUAL_SECONDS
