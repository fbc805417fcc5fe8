"""Batches: rows of changes of many threads at once, done by a worker a few threads at a time.

The functions that a worker calls raise `LeaseLost` when the batch is no longer its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, insert, select

from archive import leases
from archive.archive import Archive
from archive.tables import batches
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.batch import Batch, BatchChange, BatchFailure, BatchState


def request(archive: Archive, thread_ids: Sequence[str], change: BatchChange, by: str) -> Batch:
    """Requests the change of all those threads."""
    values = {
        "id": new_id(),
        "state": BatchState.REQUESTED,
        "change": change,
        "thread_ids": tuple(dict.fromkeys(thread_ids)),
        "done": 0,
        "failed": (),
        "by": by,
        "created_at": archive.clock(),
    }
    with archive.database.write() as connection:
        return _batch(connection.execute(insert(batches).values(**values).returning(batches)).one())


def get(archive: Archive, id_: str) -> Batch:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        row = connection.execute(select(batches).where(batches.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("batch")
    return _batch(row)


_rows: Final = leases.LeasedRows(batches, {"state": BatchState.REQUESTED})
renew: Final = _rows.renew
fail: Final = _rows.fail
release: Final = _rows.release


def claim(archive: Archive, id_: str) -> Batch | None:
    """Claims the batch; None when it has ended, is claimed, or its attempts are used up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, batches, id_, archive.clock(), state=BatchState.RUNNING)
        return _batch(row) if row else None


def record(archive: Archive, claimed: Batch, done: int, failed: Sequence[BatchFailure]) -> None:
    """Records how many threads are done, so that another worker goes on from there. Raises `LeaseLost`."""
    values = {"done": done, "failed": tuple(failed), "attempts": 0}
    with archive.database.write() as connection:
        leases.update_claimed(connection, batches, claimed, **values)


def finish(archive: Archive, claimed: Batch) -> None:
    """Raises `LeaseLost`."""
    with archive.database.write() as connection:
        leases.update_claimed(connection, batches, claimed, state=BatchState.DONE, finished_at=archive.clock())


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        state=row.state,
        change=row.change,
        thread_ids=row.thread_ids,
        done=row.done,
        failed=row.failed,
        by=row.by,
        created_at=row.created_at,
        failure=leases.failure_of(row),
        claim=row.claim,
        finished_at=row.finished_at,
    )
