"""Threads that a Follow has seen and could not archive: why, and another try by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from archive import leases, submissions
from archive.archive import Archive
from archive.follows import get
from archive.tables import follow_threads
from archive.tables import submissions as submission_rows
from domain.errors import Conflict
from domain.shapes.follow import FailedThread
from domain.shapes.submission import State

MOST: Final = 1_000
"""Of one follow, the latest first."""


def list_failed(archive: Archive, follow_id: str) -> tuple[FailedThread, ...]:
    """Those of one follow. Raises `NotFound`."""
    get(archive, follow_id)
    return _load(archive, follow_threads.c.follow_id == follow_id).get(follow_id, ())


def list_all_failed(archive: Archive) -> Mapping[str, tuple[FailedThread, ...]]:
    """Those of all follows, by the follow's id."""
    return _load(archive)


def retry(archive: Archive, follow_id: str) -> list[str]:
    """Starts all of them again. Returns the ids of the submissions. Raises `NotFound`."""
    started = []
    for failed in list_failed(archive, follow_id):
        try:
            started.append(submissions.retry(archive, failed.submission_id).id)
        except Conflict:  # it is being tried again already
            continue
    return started


def _load(archive: Archive, *conditions: ColumnElement[bool]) -> dict[str, tuple[FailedThread, ...]]:
    failed: dict[str, tuple[FailedThread, ...]] = {}
    with archive.database.read() as connection:
        for row in connection.execute(_query().where(*conditions)):
            of_follow = failed.get(row.follow_id, ())
            failure = leases.failure_of(row)
            if failure is not None and len(of_follow) < MOST:
                failed[row.follow_id] = (*of_follow, FailedThread(row.id, row.url, failure, row.finished_at))
    return failed


def _query() -> Select[Any]:
    joined = follow_threads.join(submission_rows, submission_rows.c.id == follow_threads.c.submission_id)
    failed = submission_rows.c.state == State.FAILED
    query = select(follow_threads.c.follow_id, submission_rows).select_from(joined).where(failed)
    return query.order_by(submission_rows.c.finished_at.desc(), submission_rows.c.id)
