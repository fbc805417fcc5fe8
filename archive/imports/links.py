"""The rows of imports: addresses, files, chosen threads. Each becomes a submission, once, unless its thread is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, literal, select, update

from archive import leases, submissions
from archive.archive import Archive
from archive.tables import import_choices, import_rows, imports, threads
from archive.tables import submissions as submission_rows
from archive.threads import aliases
from archive.threads.curation import MAX_LABELS, add_labels_with_room, label_names
from domain.addresses import recognise
from domain.digest import short_digest
from domain.errors import Refused, UnsupportedSite
from domain.messages import Message
from domain.shapes.address import Kind
from domain.shapes.failure import Failure
from domain.shapes.imports import Import, ImportCounts, ImportedLink, ImportRow
from domain.shapes.submission import State

AT_ONCE: Final = 100
"""Rows that are settled in one transaction."""
LONGEST: Final = 2000
"""Characters of a title that are stored; of an address one more, by which it is refused as too long."""


def add(connection: Connection, import_id: str, listed: Sequence[ImportedLink]) -> int:
    """Adds a row for each address, with the labels of all places that name it; returns how many were named before."""
    distinct: dict[str, ImportedLink] = {}
    for link in listed:
        spelling = _spelling(link.address)
        first = distinct.get(spelling, link)
        distinct[spelling] = replace(first, labels=tuple(dict.fromkeys(first.labels + link.labels))[:MAX_LABELS])
    rows = [
        {
            "import_id": import_id,
            "position": position,
            "address": link.address[: LONGEST + 1],
            "title": link.title and link.title[:LONGEST],
            "labels": link.labels,
        }
        for position, link in enumerate(distinct.values())
    ]
    if rows:
        connection.execute(insert(import_rows), rows)
    return len(listed) - len(rows)


def settle_some(archive: Archive, claimed: Import) -> bool:
    """Gives the next rows their submissions. Returns whether there were any. Raises `LeaseLost`."""
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, imports, claimed, attempts=0)
        waiting = select(import_rows).where(import_rows.c.import_id == claimed.id, ~import_rows.c.settled)
        rows = connection.execute(waiting.order_by(import_rows.c.position).limit(AT_ONCE)).all()
        fetched = _fetched_threads(connection, [row.address for row in rows])
        for row in rows:
            _settle(connection, archive, claimed, row, fetched)
    return bool(rows)


def add_capture(
    connection: Connection, archive: Archive, claimed: Import, capture_id: str, title: str | None, address: str | None
) -> None:
    """Adds the row of a file or a chosen thread, with its submission."""
    submission_id = _submit(connection, archive, claimed, (), capture_id=capture_id)
    _append(connection, claimed.id, address=address, title=title, submission_id=submission_id)


def add_refused(connection: Connection, import_id: str, title: str, reason: Message) -> None:
    """Adds the row of a file that cannot be read."""
    _append(connection, import_id, title=title, **_failure_values(reason))


def _append(connection: Connection, import_id: str, **values: Any) -> None:
    position = select(func.coalesce(func.max(import_rows.c.position) + 1, 0)).where(import_rows.c.import_id == import_id)
    row = {"import_id": import_id, "position": position.scalar_subquery(), "labels": (), "settled": True, **values}
    connection.execute(insert(import_rows).values(**row))


def list_rows(
    archive: Archive, import_id: str, state: State | None = None, limit: int | None = None, offset: int = 0
) -> tuple[ImportRow, ...]:
    """The rows in their order, all or those in a state."""
    query = _with_submissions(import_rows, _state().label("row_state"), *_of_submission()).order_by(import_rows.c.position)
    query = query.where(import_rows.c.import_id == import_id)
    if state:
        query = query.where(_state() == state)
    with archive.database.read() as connection:
        return tuple(_import_row(row) for row in connection.execute(query.limit(limit).offset(offset)))


def count(archive: Archive, import_id: str) -> ImportCounts:
    """How many rows are in each state, and how many threads there are to choose from."""
    query = _with_submissions(_state(), func.count()).where(import_rows.c.import_id == import_id).group_by(_state())
    flagged = func.count().filter(import_choices.c.chosen)
    choices = select(func.count(), flagged).where(import_choices.c.import_id == import_id)
    with archive.database.read() as connection:
        states = {State(row[0]): row[1] for row in connection.execute(query)}
        total, chosen = connection.execute(choices).one()
    return ImportCounts(states, total, chosen)


def retryable_submissions(archive: Archive, import_id: str) -> tuple[str, ...]:
    """The submissions that failed and may succeed another time."""
    failed = (submission_rows.c.state == State.FAILED, submission_rows.c.failure_retryable)
    query = _with_submissions(submission_rows.c.id).where(import_rows.c.import_id == import_id, *failed)
    with archive.database.read() as connection:
        return tuple(connection.execute(query.order_by(import_rows.c.position)).scalars())


def _settle(connection: Connection, archive: Archive, claimed: Import, row: Row[Any], fetched: Mapping[str, str]) -> None:
    values: dict[str, Any] = {"settled": True}
    try:
        kind = recognise(row.address).kind
        if claimed.options.threads_only and kind is Kind.PAGE:
            raise UnsupportedSite("left_out")
        archived_id = fetched.get(row.address.strip()) or _archived_thread(connection, row.address)
        if archived_id:
            values["thread_id"] = archived_id
            add_labels_with_room(connection, archived_id, _labels(claimed, row.labels))
        else:
            values["submission_id"] = _submit(connection, archive, claimed, row.labels, url=row.address.strip())
    except Refused as error:
        values |= _failure_values(error.reason)
    own = (import_rows.c.import_id == claimed.id, import_rows.c.position == row.position)
    connection.execute(update(import_rows).where(*own).values(**values))


def _failure_values(reason: Message) -> dict[str, Any]:
    return {"failure_code": reason.code, "failure_reason": reason, "failure_retryable": False}


def _archived_thread(connection: Connection, address: str) -> str | None:
    """The thread that the archive has of the post at this address, unless it is in the wastebasket."""
    ids = aliases.find_threads(connection, aliases.address_names(address))
    present = select(threads.c.id).where(threads.c.id.in_(ids), threads.c.deleted_at.is_(None))
    return connection.execute(present.order_by(threads.c.archived_at).limit(1)).scalar_one_or_none() if ids else None


def _fetched_threads(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """The threads that were fetched from these addresses, those in the wastebasket apart: a page has no id to find it by."""
    columns = (submission_rows.c.url, submission_rows.c.thread_id)
    urls = {address.strip() for address in addresses}
    done = (submission_rows.c.url_key.in_(map(short_digest, urls)), submission_rows.c.state == State.DONE)
    query = (
        select(*columns).join(threads, threads.c.id == submission_rows.c.thread_id).where(*done, threads.c.deleted_at.is_(None))
    )
    return {row.url: row.thread_id for row in connection.execute(query) if row.url in urls}


def _labels(claimed: Import, of_row: Sequence[str]) -> tuple[str, ...]:
    return label_names((*claimed.options.labels, *of_row)[:MAX_LABELS])


def _submit(
    connection: Connection,
    archive: Archive,
    claimed: Import,
    labels: Sequence[str],
    url: str | None = None,
    capture_id: str | None = None,
) -> str:
    return submissions.request_background(
        connection,
        archive,
        claimed.caller,
        codebook=claimed.options.codebook,
        labels=_labels(claimed, labels),
        url=url,
        capture_id=capture_id,
    )


def _spelling(address: str) -> str:
    try:
        return recognise(address).url
    except Refused:
        return address.strip()


def _state() -> ColumnElement[str]:
    return case(
        (submission_rows.c.state.is_not(None), submission_rows.c.state),
        (import_rows.c.failure_code.is_not(None), literal(State.FAILED.value)),
        (import_rows.c.settled, literal(State.DONE.value)),
        else_=literal(State.RECEIVED.value),
    )


def _of_submission() -> tuple[ColumnElement[Any], ...]:
    names = ("thread_id", "failure_code", "failure_reason", "failure_retryable")
    return tuple(submission_rows.c[name].label(f"submission_{name}") for name in names)


def _with_submissions(*columns: Any) -> Any:  # SQLAlchemy's Select, whose type depends on the columns
    joined = import_rows.outerjoin(submission_rows, submission_rows.c.id == import_rows.c.submission_id)
    return select(*columns).select_from(joined)


def _import_row(row: Row[Any]) -> ImportRow:
    failure = leases.failure_of(row)
    if row.submission_failure_code:
        failure = Failure(row.submission_failure_reason, row.submission_failure_retryable)
    return ImportRow(
        position=row.position,
        address=row.address,
        title=row.title,
        state=State(row.row_state),
        submission_id=row.submission_id,
        thread_id=row.submission_thread_id or row.thread_id,
        failure=failure,
        archived_before=row.settled and row.submission_id is None and failure is None,
    )
