"""Two threads that turned out to be one: the younger goes into the older, with its history, and its id leads there.

Runs in a transaction that is `alone`. Called by threads.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, delete, func, insert, select, update

from archive.blob_gc import throw_away
from archive.tables import handouts, metadata, redirects, threads, versions
from domain.shapes.thread import Cause


def join(connection: Connection, kept: str, gone: str) -> None:
    """Versions of the younger thread follow those of the older one; its handouts are made again when asked for."""
    offset = connection.execute(select(func.max(versions.c.number)).where(versions.c.thread_id == kept)).scalar_one() or 0
    moved = {"thread_id": kept, "number": versions.c.number + offset, "cause": Cause.JOINED}
    connection.execute(update(versions).where(versions.c.thread_id == gone).values(**moved))
    files = set(connection.execute(select(handouts.c.sha256).where(handouts.c.thread_id == gone)).scalars()) - {None}
    connection.execute(delete(handouts).where(handouts.c.thread_id == gone))
    throw_away(connection, files)
    for column in _naming_threads():
        connection.execute(update(column.table).where(column == gone).values({column.name: kept}))
    connection.execute(delete(threads).where(threads.c.id == gone))
    connection.execute(insert(redirects).values(id=gone, thread_id=kept))


def _naming_threads() -> list[Column[str]]:
    """Every column that names a thread: whatever is added to the archive later moves, too."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if table not in {versions, handouts} and any(key.column is threads.c.id for key in column.foreign_keys)
    ]
