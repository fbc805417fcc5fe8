"""Imports: one row for each request to take in many addresses or a file. A worker reads it, and gives each row a submission.

The functions that a worker calls raise `LeaseLost` when the import is no longer its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from archive import leases
from archive.archive import Archive
from archive.blob_gc import mark_unreferenced
from archive.idempotency import MAX_AGE, Key
from archive.imports import choices, links, uploads
from archive.tables import import_choices, import_parts, import_rows, imports
from domain.digest import text_digest
from domain.errors import Conflict, IdempotencyMismatch, NotFound
from domain.ids import new_id
from domain.shapes.imports import Import, ImportedLink, ImportFormat, ImportOptions, ImportState

ABANDONED: Final = timedelta(days=1)
"""After which an upload that never ended is deleted."""


def begin(archive: Archive, caller: str, options: ImportOptions, *, limited: bool) -> str:
    """Adds an import whose file is still being received: nothing works on it, and no list shows it. Returns its id."""
    with archive.database.write() as connection:
        return _insert(connection, archive, caller, options, limited, finished_at=archive.clock())


def complete(archive: Archive, id_: str, name: str | None, sha256: str, key: Key | None = None) -> Import:
    """Lets a worker read what was received. The same file, sent again while it is worked on, gives the earlier import.

    A `key` that was used within a day gives the earlier import for the same body; raises `IdempotencyMismatch` for another.
    """
    with archive.database.write(alone=True) as connection:
        row = _row(connection, id_)
        request_digest = _digest(sha256, row.options)
        if earlier := _earlier(connection, archive, row.caller, request_digest, key):
            _delete(connection, id_)
            return earlier
        values = {"digest": request_digest, "name": name, "key": key.name_hash if key else None, "finished_at": None}
        return _import(connection.execute(_update(id_).values(**values).returning(imports)).one())


def request_links(
    archive: Archive,
    listed: Sequence[ImportedLink],
    caller: str,
    options: ImportOptions,
    *,
    limited: bool = False,
    name: str | None = None,
    key: Key | None = None,
) -> Import:
    """Requests that addresses are saved. The same ones sent again meanwhile give the earlier import."""
    request_digest = _digest(text_digest("\n".join(link.address for link in listed)), options)
    with archive.database.write(alone=True) as connection:
        if earlier := _earlier(connection, archive, caller, request_digest, key):
            return earlier
        values = {
            "digest": request_digest,
            "name": name,
            "key": key.name_hash if key else None,
            "format": ImportFormat.ADDRESSES,
        }
        id_ = _insert(connection, archive, caller, options, limited, **values)
        duplicates = links.add(connection, id_, listed)
        return _import(connection.execute(_update(id_).values(duplicates=duplicates).returning(imports)).one())


def get(archive: Archive, id_: str) -> Import:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return _import(_row(connection, id_))


def list_imports(archive: Archive, limit: int, caller: str | None = None) -> tuple[Import, ...]:
    """The latest imports, newest first; of everybody or of one caller."""
    query = select(imports).where(imports.c.digest != "").order_by(imports.c.created_at.desc(), imports.c.id).limit(limit)
    if caller is not None:
        query = query.where(imports.c.caller == caller)
    with archive.database.read() as connection:
        return tuple(_import(row) for row in connection.execute(query))


def remove(archive: Archive, id_: str) -> None:
    """Removes an import with its file. What it saved stays; what is not saved yet is saved all the same. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        _row(connection, id_)
        _delete(connection, id_)


def remove_abandoned(archive: Archive) -> int:
    """Removes uploads that were never completed; returns how many."""
    unfinished = select(imports.c.id).where(imports.c.digest == "", imports.c.created_at < archive.clock() - ABANDONED)
    with archive.database.write(alone=True) as connection:
        ids = connection.execute(unfinished).scalars().all()
        for id_ in ids:
            _delete(connection, id_)
    return len(ids)


def reopen(archive: Archive, id_: str) -> Import:
    """Lets a worker work on an import again that failed. Raises `NotFound`, `Conflict`."""
    failed = imports.c.failure_code.is_not(None)
    with archive.database.write() as connection:
        values = {"state": ImportState.RECEIVED, **leases.reset_values()}
        if row := connection.execute(_update(id_, failed).values(**values).returning(imports)).one_or_none():
            return _import(row)
        _row(connection, id_)
        raise Conflict("not_retryable")


_rows: Final = leases.LeasedRows(imports, {"state": ImportState.RECEIVED})
renew: Final = _rows.renew
fail: Final = _rows.fail
release: Final = _rows.release


def claim(archive: Archive, id_: str) -> Import | None:
    """Claims the import; None when it has ended, is claimed, or its attempts are used up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, imports, id_, archive.clock(), state=ImportState.READING)
        return _import(row) if row else None


def finish(archive: Archive, claimed: Import) -> bool:
    """Records that all of it that could be done has been done. Returns False if threads are chosen that have no submission yet.

    Raises `LeaseLost`.
    """
    with archive.database.write(alone=True) as connection:
        is_done = not choices.unsettled(connection, claimed.id)
        values = {"state": ImportState.DONE, "finished_at": archive.clock()} if is_done else {}
        leases.update_claimed(connection, imports, claimed, **values)
        return is_done


def _earlier(connection: Connection, archive: Archive, caller: str, request_digest: str, key: Key | None) -> Import | None:
    """The import that an earlier request of the caller made with the same key, or that works on the same."""
    own = imports.c.caller == caller
    if key:
        since: datetime = archive.clock() - MAX_AGE
        by_key = select(imports).where(own, imports.c.key == key.name_hash, imports.c.created_at > since)
        if row := connection.execute(by_key.limit(1)).one_or_none():
            if row.digest != request_digest:
                raise IdempotencyMismatch
            return _import(row)
    working = select(imports).where(own, imports.c.digest == request_digest, imports.c.finished_at.is_(None))
    row = connection.execute(working.limit(1)).one_or_none()
    return _import(row) if row else None


def _insert(connection: Connection, archive: Archive, caller: str, options: ImportOptions, limited: bool, **values: Any) -> str:
    id_, unknown = new_id(), {"digest": "", "state": ImportState.RECEIVED}
    own = {"id": id_, "caller": caller, "options": options, "limited": limited, "created_at": archive.clock()}
    connection.execute(insert(imports).values(**{**unknown, **own, **values}))
    return id_


def _delete(connection: Connection, id_: str) -> None:
    mark_unreferenced(connection, set(uploads.hashes(connection, id_)))
    for table in (import_parts, import_rows, import_choices):
        connection.execute(delete(table).where(table.c.import_id == id_))
    connection.execute(delete(imports).where(imports.c.id == id_))


def _update(id_: str, *conditions: ColumnElement[bool]) -> Any:  # SQLAlchemy's Update, which gains a type with `returning`
    return update(imports).where(imports.c.id == id_, *conditions)


def _row(connection: Connection, id_: str) -> Row[Any]:
    row = connection.execute(select(imports).where(imports.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("import")
    return row


def _digest(sha256: str, options: ImportOptions) -> str:
    return text_digest(f"{sha256} {options}")


def _import(row: Row[Any]) -> Import:
    return Import(
        id=row.id,
        state=row.state,
        created_at=row.created_at,
        caller=row.caller,
        name=row.name,
        format=row.format,
        options=row.options,
        limited=row.limited,
        media_type=row.media_type,
        duplicates=row.duplicates,
        added=row.added,
        present=row.present,
        failure=leases.failure_of(row),
        claim=row.claim,
        finished_at=row.finished_at,
    )
