"""Retaggings: rows of requests to tag a thread with a codebook, or again. What the thread is shown by stays the same.

The functions that a worker calls raise `LeaseLost` when the retagging is no longer its own, or its thread was deleted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from archive import leases
from archive.archive import Archive
from archive.library import index
from archive.tables import retaggings, threads
from archive.tags import tags
from archive.threads.versions import find_row, require_thread
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.codebook import CodebookRef
from domain.shapes.retagging import Retagging, RetaggingState
from domain.shapes.thread import Version


def request(archive: Archive, thread_id: str, codebook_id: str) -> Retagging:
    """Requests that the thread is tagged with that codebook; an unfinished request is returned instead of another.

    Raises `NotFound`.
    """
    with archive.database.write(alone=True) as connection:
        require_thread(connection, thread_id)
        row = _unfinished(connection, thread_id, codebook_id) or _insert(connection, thread_id, codebook_id, archive.clock())
        return _retagging(row)


def get(archive: Archive, id_: str) -> Retagging:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        row = connection.execute(select(retaggings).where(retaggings.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("retagging")
    return _retagging(row)


def of_thread(archive: Archive, thread_id: str) -> tuple[Retagging, ...]:
    """The last request for each codebook, latest first."""
    query = select(retaggings).where(retaggings.c.thread_id == thread_id)
    with archive.database.read() as connection:
        rows = connection.execute(query.order_by(retaggings.c.created_at, retaggings.c.id)).all()
    last = {row.codebook_id: _retagging(row) for row in rows}
    return tuple(sorted(last.values(), key=lambda retagging: retagging.created_at, reverse=True))


_rows: Final = leases.LeasedRows(retaggings, {"state": RetaggingState.REQUESTED})
renew: Final = _rows.renew
fail: Final = _rows.fail
release: Final = _rows.release
unclaimed: Final = _rows.unclaimed


def claim(archive: Archive, id_: str) -> Retagging | None:
    """Claims the retagging; None when it has ended, is claimed or deleted, or its attempts are used up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, retaggings, id_, archive.clock(), state=RetaggingState.TAGGING)
        return _retagging(row) if row else None


def finish(archive: Archive, claimed: Retagging, number: int, version: Version, codebook: CodebookRef) -> bool:
    """Stores the tags of Version `number`; stores nothing and returns False when that is not the latest any more.

    Raises `LeaseLost`.
    """
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        latest = connection.execute(select(threads.c.latest).where(threads.c.id == claimed.thread_id)).scalar_one_or_none()
        row = find_row(connection, claimed.thread_id, number)
        if row is None or latest != number:
            leases.update_claimed(connection, retaggings, claimed)
            return False
        leases.update_claimed(connection, retaggings, claimed, state=RetaggingState.DONE, finished_at=now)
        tags.put(connection, row.id, codebook, version.points, now, version.judge)
        index.refresh(connection, claimed.thread_id)
        return True


def _unfinished(connection: Connection, thread_id: str, codebook_id: str) -> Row[Any] | None:
    conditions = (
        retaggings.c.thread_id == thread_id,
        retaggings.c.codebook_id == codebook_id,
        retaggings.c.finished_at.is_(None),
    )
    return connection.execute(select(retaggings).where(*conditions).limit(1)).one_or_none()


def _insert(connection: Connection, thread_id: str, codebook_id: str, now: datetime) -> Row[Any]:
    key = {"id": new_id(), "thread_id": thread_id, "codebook_id": codebook_id}
    values = {"state": RetaggingState.REQUESTED, "created_at": now}
    return connection.execute(insert(retaggings).values(**key, **values).returning(retaggings)).one()


def _retagging(row: Row[Any]) -> Retagging:
    return Retagging(
        id=row.id,
        thread_id=row.thread_id,
        codebook_id=row.codebook_id,
        state=row.state,
        created_at=row.created_at,
        failure=leases.failure_of(row),
        attempts=row.attempts,
        claim=row.claim,
        finished_at=row.finished_at,
    )
