"""Merges two threads that turned out to be one: the younger becomes part of the older, and its id redirects there.

Runs in a transaction that is `alone`. Called by `archive/threads/threads.py`.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, Function, delete, func, insert, literal, select, update

from archive.blob_gc import mark_unreferenced
from archive.library import index
from archive.library.tables import library
from archive.tables import handouts, labels, marks, metadata, redirects, threads, versions
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Cause


def merge_threads(connection: Connection, older: str, younger: str) -> None:
    """Appends the Versions of the younger thread to the older one's; its handouts are deleted, and made again on request."""
    index.remove(connection, younger)
    offset = connection.execute(select(func.max(versions.c.number)).where(versions.c.thread_id == older)).scalar_one() or 0
    moved = {"thread_id": older, "number": versions.c.number + offset, "cause": Cause.JOINED}
    connection.execute(update(versions).where(versions.c.thread_id == younger).values(**moved))
    blobs = set(connection.execute(select(handouts.c.sha256).where(handouts.c.thread_id == younger)).scalars()) - {None}
    connection.execute(delete(handouts).where(handouts.c.thread_id == younger))
    mark_unreferenced(connection, blobs)
    index.remove(connection, older)  # its notes change
    _copy_curation(connection, older, younger)
    for column in _columns_with_thread_ids():
        connection.execute(update(column.table).where(column == younger).values({column.name: older}))
    connection.execute(delete(threads).where(threads.c.id == younger))
    connection.execute(insert(redirects).values(id=younger, thread_id=older))


def existing_thread(thread_id: str) -> Function[str]:
    """An expression for the id of the thread, or of the one it was merged into; NULL when it was deleted."""
    thread = select(threads.c.id).where(threads.c.id == thread_id).scalar_subquery()
    merged_into = select(redirects.c.thread_id).where(redirects.c.id == thread_id).scalar_subquery()
    return func.coalesce(thread, merged_into)


def _copy_curation(connection: Connection, older: str, younger: str) -> None:
    """Gives the older thread the schedule that only the younger one has, its labels, stars, notes and names to hide."""
    rows = {row.id: row for row in connection.execute(select(threads).where(threads.c.id.in_([older, younger])))}
    own, other = rows[older], rows[younger]
    schedule = other if own.refresh_every is None else own
    values = {
        "refresh_every": schedule.refresh_every,
        "refresh_due_at": schedule.refresh_due_at,
        "redaction": _join_redaction(own.redaction, other.redaction),
    }
    connection.execute(update(threads).where(threads.c.id == older).values(**values))
    present = select(labels.c.name).where(labels.c.thread_id == older)
    missing = select(literal(older), labels.c.name).where(labels.c.thread_id == younger, labels.c.name.not_in(present))
    connection.execute(insert(labels).from_select(["thread_id", "name"], missing))

    _copy_marks(connection, older, younger)


def _copy_marks(connection: Connection, older: str, younger: str) -> None:
    """Gives the older thread the star and the note of each person who has none on it."""
    of_older = {row.person: row for row in connection.execute(select(marks).where(marks.c.thread_id == older))}
    for row in connection.execute(select(marks).where(marks.c.thread_id == younger)).all():
        own = of_older.get(row.person)
        if own is None:
            values = {"favourite": row.favourite, "note": row.note, "written_at": row.written_at}
            connection.execute(insert(marks).values(thread_id=older, person=row.person, **values))
            continue
        noted = own if own.note else row
        joined = {"favourite": own.favourite or row.favourite, "note": noted.note, "written_at": noted.written_at}
        same = (marks.c.thread_id == older, marks.c.person == row.person)
        connection.execute(update(marks).where(*same).values(**joined))


def _join_redaction(own: RedactionChoices | None, other: RedactionChoices | None) -> RedactionChoices | None:
    """What was said about either thread. A word that one hides and the other keeps is hidden."""
    if own is None or other is None:
        return own or other
    hide = tuple(dict.fromkeys(own.hide + other.hide))
    return RedactionChoices(hide, tuple(word for word in dict.fromkeys(own.keep + other.keep) if word not in hide))


def _columns_with_thread_ids() -> list[Column[str]]:
    """Every column that refers to a thread, so that tables added later are moved too."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if table not in {versions, handouts, labels, marks, library}
        and any(key.column is threads.c.id for key in column.foreign_keys)
    ]
