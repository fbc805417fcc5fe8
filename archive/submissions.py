"""Submissions: one row for each request to archive something. The row holds its state; the queue is only transport.

The server receives, retries and cancels; a worker claims, records its steps, and finishes or fails. The functions that a worker
calls raise `LeaseLost` when the submission is no longer its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, exists, func, or_, select, union, update

from archive import captures, idempotency, leases
from archive.archive import Archive
from archive.blob_gc import write_ahead
from archive.idempotency import Key
from archive.tables import import_rows, steps, submissions, threads, version_captures, versions
from archive.threads.merging import existing_thread
from domain.editions import Edition
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.submission import OWNER, Receipt, State, Step, Submission


def receive(
    archive: Archive,
    *,
    capture: Capture | None = None,
    url: str | None = None,
    snapshot: Capture | None = None,
    codebook: str | None = None,
    edition: Edition = Edition.ANNOTATED,
    labels: tuple[str, ...] = (),
    caller: str = OWNER,
    key: Key | None = None,
    background: bool = False,
) -> Receipt:
    """Stores a request: its Capture and snapshot, or the URL to fetch, and its Submission, in one transaction.

    `background`: nobody waits.

    A `key` that was used within a day gives the earlier Submission for the same body; raises `IdempotencyMismatch` for another.
    """
    if capture is None and url is None:
        raise ValueError("a submission needs a capture or a url")
    for stored in filter(None, (capture, snapshot)):
        write_ahead(archive, stored.body)
    with archive.database.write(alone=True) as connection:
        if key and (earlier := idempotency.find_submission(connection, key, archive.clock())):
            return Receipt(_get(connection, earlier), duplicate=True)
        capture_id = captures.store_in(connection, archive, capture) if capture else None
        snapshot_id = captures.store_in(connection, archive, snapshot) if snapshot else None
        inputs = {"url": url, "capture_id": capture_id, "snapshot_id": snapshot_id}
        choices = {"codebook": codebook, "edition": edition, "labels": labels}
        id_ = _insert(connection, archive, **inputs, **choices, caller=caller, background=background)
        if key:
            idempotency.store(connection, key, id_, archive.clock())
        return Receipt(_get(connection, id_), duplicate=False)


def _insert(connection: Connection, archive: Archive, **values: Any) -> str:
    id_, now = new_id(), archive.clock()
    connection.execute(submissions.insert().values(id=id_, state=State.RECEIVED, created_at=now, **values))
    return id_


def request_background(
    connection: Connection,
    archive: Archive,
    caller: str,
    *,
    url: str | None = None,
    capture_id: str | None = None,
    codebook: str | None = None,
    labels: tuple[str, ...] = (),
    listed: bool = True,
) -> str:
    """Adds a submission that nobody waits for; returns its id. With `listed` people see it when it has failed."""
    values = {"url": url, "capture_id": capture_id, "codebook": codebook, "edition": Edition.ANNOTATED, "labels": labels}
    dismissed_at = None if listed else archive.clock()
    return _insert(connection, archive, **values, caller=caller, background=True, dismissed_at=dismissed_at)


def request_again(
    connection: Connection, archive: Archive, thread_id: str, caller: str, url: str | None = None, *, background: bool = False
) -> str:
    """Adds a submission for an archived thread: to fetch `url` again and merge, or without one to tag and render again.

    `background`: nobody waits, and its failure is not listed. Returns its id; if a request to tag and render again is waiting
    already, that one's, and none is added.
    """
    waiting = select(submissions.c.id).where(
        submissions.c.thread_id == thread_id,
        submissions.c.state == State.RECEIVED,
        submissions.c.claim == 0,
        submissions.c.capture_id.is_(None),
        submissions.c.url.is_(None),
    )
    waiting_id = None if url else connection.execute(waiting.limit(1)).scalar_one_or_none()
    dismissed_at = archive.clock() if background else None
    values: dict[str, Any] = {"url": url, "capture_id": None, "thread_id": thread_id, "codebook": None}
    values |= {"background": background, "dismissed_at": dismissed_at}
    return waiting_id or _insert(connection, archive, **values, edition=Edition.ANNOTATED, caller=caller)


def request_reading(connection: Connection, archive: Archive, capture_id: str, caller: str) -> str:
    """Adds a submission that reads a stored capture again; returns its id."""
    values = {"url": None, "codebook": None, "edition": Edition.ANNOTATED, "caller": caller}
    return _insert(connection, archive, capture_id=capture_id, **values)


def get(archive: Archive, id_: str) -> Submission:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return _get(connection, id_)


def _get(connection: Connection, id_: str) -> Submission:
    row = connection.execute(select(submissions).where(submissions.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("submission")
    return _submission(row)


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        id=row.id,
        state=row.state,
        created_at=row.created_at,
        url=row.url,
        capture_id=row.capture_id,
        thread_id=row.thread_id,
        codebook=row.codebook,
        edition=row.edition,
        labels=row.labels,
        snapshot_id=row.snapshot_id,
        caller=row.caller,
        detail=row.detail,
        failure=leases.failure_of(row),
        attempts=row.attempts,
        claim=row.claim,
        finished_at=row.finished_at,
    )


def list_under_way(archive: Archive, limit: int) -> tuple[tuple[Submission, ...], int]:
    """Submissions that a person may wait for: unfinished ones, then failures that nobody dismissed; and how many there are.

    Those of imports are listed with their import.
    """
    unfinished = submissions.c.finished_at.is_(None)
    failed = (submissions.c.state == State.FAILED) & submissions.c.dismissed_at.is_(None)
    of_import = exists().where(import_rows.c.submission_id == submissions.c.id)
    query = select(submissions, func.count().over().label("total")).where(or_(unfinished, failed), ~of_import)
    ordered = query.order_by(submissions.c.finished_at.is_not(None), submissions.c.created_at.desc(), submissions.c.id)
    with archive.database.read() as connection:
        rows = connection.execute(ordered.limit(limit)).all()
    return tuple(map(_submission, rows)), rows[0].total if rows else 0


def dismiss(archive: Archive, id_: str) -> None:
    """Takes a failed submission off the list of what is under way. Raises `NotFound`, `Conflict` for an unfinished one."""
    values = {"dismissed_at": archive.clock()}
    _change(archive, id_, submissions.c.finished_at.is_not(None), values, "submission_unfinished")


def has_all_captures(archive: Archive, thread_id: str, caller: str) -> bool:
    """Whether the caller sent everything that the thread's latest Version was made from."""
    with archive.database.read() as connection:
        latest = select(threads.c.latest).where(threads.c.id == thread_id).scalar_subquery()
        version = select(versions.c.id).where(versions.c.thread_id == thread_id, versions.c.number == latest).scalar_subquery()
        used = select(version_captures.c.capture_id).where(version_captures.c.version_id == version)
        own = (submissions.c.capture_id, submissions.c.snapshot_id)
        sent = union(*(select(column).where(submissions.c.caller == caller, column.is_not(None)) for column in own))
        ids, own_ids = set(connection.execute(used).scalars()), set(connection.execute(sent).scalars())
    return bool(ids) and ids <= own_ids


_rows: Final = leases.LeasedRows(submissions, {"state": State.RECEIVED, "detail": None})
renew: Final = _rows.renew
fail: Final = _rows.fail
release: Final = _rows.release
unclaimed: Final = _rows.unclaimed


def claim(archive: Archive, id_: str) -> Submission | None:
    """Claims the submission; None when it has ended, is claimed or deleted, or its attempts are used up."""
    with archive.database.write() as connection:
        turn = select(func.coalesce(func.max(submissions.c.turn), 0) + 1).scalar_subquery()
        row = leases.claim(connection, submissions, id_, archive.clock(), turn=turn)
        return _submission(row) if row else None


def step(
    archive: Archive,
    claimed: Submission,
    state: State,
    detail: Message | None = None,
    *,
    thread_id: str | None = None,
) -> None:
    """Records that a step begins, or its progress; `thread_id` when there is one. Raises `LeaseLost`."""
    now = archive.clock()
    values: dict[str, Any] = {"state": state, "detail": detail}
    with archive.database.write() as connection:
        if thread_id:
            values["thread_id"] = existing_thread(thread_id)
        leases.update_claimed(connection, submissions, claimed, **values)
        _record_step(connection, claimed.id, Step(state, claimed.claim, now))


def _record_step(connection: Connection, id_: str, begun: Step) -> None:
    """Records when a step began, once for each claim."""
    values = {"submission_id": id_, "claim": begun.claim, "state": begun.state}
    same = exists().where(*(steps.c[name] == value for name, value in values.items()))
    if not connection.execute(select(same)).scalar_one():
        connection.execute(steps.insert().values(**values, started_at=begun.started_at))


def list_steps(archive: Archive, id_: str) -> tuple[Step, ...]:
    """All steps of all claims, in the order they began."""
    with archive.database.read() as connection:
        rows = connection.execute(select(steps).where(steps.c.submission_id == id_).order_by(steps.c.started_at, steps.c.claim))
        return tuple(Step(row.state, row.claim, row.started_at) for row in rows)


def attach_capture(archive: Archive, claimed: Submission, capture: Capture) -> str:
    """Stores what was fetched for the submission and returns the capture's id. Raises `LeaseLost`."""
    write_ahead(archive, capture.body)
    with archive.database.write(alone=True) as connection:
        capture_id = captures.store_in(connection, archive, capture)
        leases.update_claimed(connection, submissions, claimed, capture_id=capture_id)
    return capture_id


def finish(archive: Archive, claimed: Submission, thread_id: str) -> None:
    """Records that the submission is done, and its thread. Raises `LeaseLost`."""
    values = {"state": State.DONE, "detail": None, "thread_id": existing_thread(thread_id), "finished_at": archive.clock()}
    with archive.database.write() as connection:
        leases.update_claimed(connection, submissions, claimed, **values)


def cancel(archive: Archive, id_: str) -> Submission:
    """Cancels a submission that has not ended; its worker notices at the next step. Raises `NotFound`, `Conflict`."""
    values = {"state": State.CANCELLED, "detail": None, "finished_at": archive.clock()}
    return _change(archive, id_, submissions.c.finished_at.is_(None), values, "submission_ended")


def retry(archive: Archive, id_: str) -> Submission:
    """Starts a failed or cancelled submission again, with attempts counted from 0. Raises `NotFound`, `Conflict`."""
    ended = submissions.c.state.in_([State.FAILED, State.CANCELLED])
    inputs = (submissions.c[name].is_not(None) for name in ("capture_id", "url", "thread_id"))
    values = {"state": State.RECEIVED, "detail": None, "dismissed_at": None, **leases.reset_values()}
    return _change(archive, id_, ended & or_(*inputs), values, "not_retryable")


def retry_failed(connection: Connection, ids: Select[Any], *, created_after: datetime, finished_before: datetime) -> None:
    """Starts those of some submissions again whose failure may pass, in the caller's transaction."""
    failed = (submissions.c.id.in_(ids), submissions.c.state == State.FAILED, submissions.c.failure_retryable.is_(True))
    recent = (submissions.c.created_at > created_after, submissions.c.finished_at <= finished_before)
    values = {"state": State.RECEIVED, "detail": None, **leases.reset_values()}
    connection.execute(update(submissions).where(*failed, *recent).values(**values))


def _change(archive: Archive, id_: str, condition: Any, values: dict[str, Any], conflict: str) -> Submission:
    with archive.database.write() as connection:
        statement = update(submissions).where(submissions.c.id == id_, condition).values(**values).returning(submissions)
        if row := connection.execute(statement).one_or_none():
            return _submission(row)
        _get(connection, id_)
        raise Conflict(conflict)
