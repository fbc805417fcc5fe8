"""Submissions: the record of each request, which is the truth; the queue is only transport.

The server receives, retries, cancels and asks what is stranded; a worker claims, writes its steps, and finishes or fails.
What a worker calls raises `LeaseLost` when the submission is no longer its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select, update

from archive import captures, idempotency, leases
from archive.archive import Archive
from archive.blob_gc import write_ahead
from archive.idempotency import Key
from archive.leases import LEASE
from archive.tables import steps, submissions, threads
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.failure import Failure
from domain.shapes.handout import Edition
from domain.shapes.submission import OWNER, Receipt, State, Step, Submission


def receive(
    archive: Archive,
    *,
    capture: Capture | None = None,
    url: str | None = None,
    codebook: str | None = None,
    edition: Edition = Edition.ANNOTATED,
    caller: str = OWNER,
    key: Key | None = None,
) -> Receipt:
    """Keep a request for good: its Capture, or the URL to fetch, and its Submission, in one transaction.

    With a `key` seen within a day, the first answer again for the same body; raises `IdempotencyMismatch` for another.
    """
    if capture is None and url is None:
        raise ValueError("a submission needs a capture or a url")
    if capture:
        write_ahead(archive, capture.body)
    with archive.database.write(alone=True) as connection:
        if key and (known := idempotency.answered(connection, key, archive.clock())):
            return Receipt(_get(connection, known), duplicate=True)
        capture_id = captures.keep_in(connection, archive, capture) if capture else None
        asked = {"url": url, "codebook": codebook, "edition": edition, "caller": caller}
        id_ = _insert(connection, archive, capture_id=capture_id, **asked)
        if key:
            idempotency.remember(connection, key, id_, archive.clock())
        return Receipt(_get(connection, id_), duplicate=False)


def _insert(connection: Connection, archive: Archive, **values: Any) -> str:
    id_, now = new_id(), archive.clock()
    connection.execute(submissions.insert().values(id=id_, state=State.RECEIVED, created_at=now, lease_until=now, **values))
    return id_


def request_again(connection: Connection, archive: Archive, thread_id: str, caller: str, url: str | None = None) -> str:
    """A submission for a thread that is there: to fetch `url` again and merge, or without one to tag and render again.

    Returns its id. One of the latter kind that nobody has begun is enough.
    """
    waiting = select(submissions.c.id).where(
        submissions.c.thread_id == thread_id,
        submissions.c.state == State.RECEIVED,
        submissions.c.claim == 0,
        submissions.c.capture_id.is_(None),
        submissions.c.url.is_(None),
    )
    known = None if url else connection.execute(waiting.limit(1)).scalar_one_or_none()
    asked = {"url": url, "capture_id": None, "thread_id": thread_id, "codebook": None}
    return known or _insert(connection, archive, **asked, edition=Edition.ANNOTATED, caller=caller)


def get(archive: Archive, id_: str) -> Submission:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return _get(connection, id_)


def _get(connection: Connection, id_: str) -> Submission:
    row = connection.execute(select(submissions).where(submissions.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("There is no submission under this address.")
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
        caller=row.caller,
        detail=row.detail,
        failure=leases.failure_of(row),
        attempts=row.attempts,
        claim=row.claim,
        finished_at=row.finished_at,
    )


def made(archive: Archive, thread_id: str, caller: str) -> bool:
    """Whether one of the caller's submissions became this thread."""
    mine = exists().where(submissions.c.thread_id == thread_id, submissions.c.caller == caller)
    with archive.database.read() as connection:
        return bool(connection.execute(select(mine)).scalar_one())


def claim(archive: Archive, id_: str, lease: timedelta = LEASE) -> Submission | None:
    """Take the submission for `lease`; None when it has ended, is held by another, is gone, or has just been given up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, submissions, id_, archive.clock(), lease)
        return _submission(row) if row else None


def renew(archive: Archive, claimed: Submission, lease: timedelta = LEASE) -> None:
    """Hold the submission for another `lease` from now. Raises `LeaseLost`."""
    with archive.database.write() as connection:
        leases.hold(connection, submissions, claimed, lease_until=archive.clock() + lease)


def step(
    archive: Archive,
    claimed: Submission,
    state: State,
    detail: Message | None = None,
    *,
    thread_id: str | None = None,
    lease: timedelta = LEASE,
) -> None:
    """Write down that a step begins, or how far it is, and renew the lease; `thread_id` once known. Raises `LeaseLost`."""
    now = archive.clock()
    values: dict[str, Any] = {"state": state, "detail": detail, "lease_until": now + lease}
    with archive.database.write() as connection:
        if thread_id:
            values["thread_id"] = _living(thread_id)
        leases.hold(connection, submissions, claimed, **values)
        _begin(connection, claimed.id, Step(state, claimed.claim, now))


def _begin(connection: Connection, id_: str, begun: Step) -> None:
    """Keep when a step began; telling more about it later does not begin it again."""
    values = {"submission_id": id_, "claim": begun.claim, "state": begun.state}
    same = exists().where(*(steps.c[name] == value for name, value in values.items()))
    if not connection.execute(select(same)).scalar_one():
        connection.execute(steps.insert().values(**values, started_at=begun.started_at))


def _living(thread_id: str) -> Any:
    """The thread's id, or NULL when it was deleted meanwhile."""
    return select(threads.c.id).where(threads.c.id == thread_id).scalar_subquery()


def steps_of(archive: Archive, id_: str) -> tuple[Step, ...]:
    """Every step that began, of every claim, in order."""
    with archive.database.read() as connection:
        rows = connection.execute(select(steps).where(steps.c.submission_id == id_).order_by(steps.c.started_at, steps.c.claim))
        return tuple(Step(row.state, row.claim, row.started_at) for row in rows)


def attach(archive: Archive, claimed: Submission, capture: Capture) -> str:
    """Keep what was fetched for the submission, and return the capture's id. Raises `LeaseLost`."""
    write_ahead(archive, capture.body)
    with archive.database.write(alone=True) as connection:
        capture_id = captures.keep_in(connection, archive, capture)
        leases.hold(connection, submissions, claimed, capture_id=capture_id)
    return capture_id


def finish(archive: Archive, claimed: Submission, thread_id: str) -> None:
    """The submission is done; `thread_id` is what became of it. Raises `LeaseLost`."""
    done = {"state": State.DONE, "detail": None, "thread_id": _living(thread_id), "finished_at": archive.clock()}
    with archive.database.write() as connection:
        leases.hold(connection, submissions, claimed, **done)


def fail(archive: Archive, claimed: Submission, failure: Failure) -> None:
    """The submission has failed, and why. Raises `LeaseLost`."""
    with archive.database.write() as connection:
        leases.hold(connection, submissions, claimed, **leases.failed(failure, archive.clock()))


def release(archive: Archive, claimed: Submission) -> None:
    """Returns the submission to `received`, because this worker has to stop: the attempt does not count. Raises `LeaseLost`."""
    with archive.database.write() as connection:
        leases.release(connection, submissions, claimed, archive.clock(), state=State.RECEIVED, detail=None)


def expire(archive: Archive, id_: str) -> None:
    """End the lease of a worker that is known to be dead. The attempt counts."""
    with archive.database.write() as connection:
        leases.expire(connection, submissions, id_, archive.clock())


def cancel(archive: Archive, id_: str) -> Submission:
    """Cancel what has not ended; its worker notices at its next step. Raises `NotFound`, `Conflict`."""
    values = {"state": State.CANCELLED, "detail": None, "finished_at": archive.clock()}
    return _change(archive, id_, submissions.c.finished_at.is_(None), values, "This submission has ended already.")


def retry(archive: Archive, id_: str) -> Submission:
    """Begin again what failed or was cancelled, attempts counted anew. Raises `NotFound`, `Conflict`."""
    ended = submissions.c.state.in_([State.FAILED, State.CANCELLED])
    inputs = (submissions.c[name].is_not(None) for name in ("capture_id", "url", "thread_id"))
    values = {"state": State.RECEIVED, "detail": None, **leases.afresh(archive.clock())}
    return _change(
        archive, id_, ended & or_(*inputs), values, "Only a submission that failed or was cancelled can be tried again."
    )


def _change(archive: Archive, id_: str, allowed: Any, values: dict[str, Any], refusal: str) -> Submission:
    with archive.database.write() as connection:
        changed = update(submissions).where(submissions.c.id == id_, allowed).values(**values).returning(submissions)
        if row := connection.execute(changed).one_or_none():
            return _submission(row)
        _get(connection, id_)
        raise Conflict(refusal)


def stranded(archive: Archive) -> tuple[str, ...]:
    """Ids of unfinished submissions that no worker holds, for the reconciler; most of them may simply be in the queue."""
    with archive.database.read() as connection:
        return leases.stranded(connection, submissions, archive.clock())
