"""Garbage-collects blobs that no row references.

A blob is noted in the table `unreferenced_blobs` before it is written, and again when its last row is deleted; `sweep` deletes
the blobs that are noted. So a process may be killed at any instruction and no file is left behind that nothing knows of.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from archive.archive import Archive
from archive.tables import captures, handouts, import_parts, pictures, unreferenced_blobs
from domain.digest import digest
from domain.processes import process_identity

NOTED_AT_ONCE: Final = 500
REFERENCES: Final = (
    captures.c.sha256,
    handouts.c.sha256,
    pictures.c.sha256,
    pictures.c.attached_sha256,
    import_parts.c.sha256,
)
"""Every column that names a blob."""


def write_ahead(archive: Archive, body: bytes) -> None:
    """Writes a blob before the transaction that references it, which stays short; until then the blob is noted as garbage."""
    sha256 = digest(body)
    if not archive.blobs.has(sha256):
        with archive.database.write(alone=True) as connection:
            mark_unreferenced(connection, {sha256}, process_identity())
        archive.blobs.write(body)


def reference_blob(connection: Connection, archive: Archive, body: bytes) -> str:
    """Makes sure that a blob written ahead is there and is not swept; returns its sha256. Needs a write `alone`.

    Our own note says that it is there, and spares asking a store in the network while nobody else can write.
    """
    sha256 = digest(body)
    note = delete(unreferenced_blobs).where(unreferenced_blobs.c.sha256 == sha256).returning(unreferenced_blobs.c.writer)
    writer = connection.execute(note).scalar_one_or_none()
    # Between writing ahead and this transaction a sweep may have deleted the blob, and our note with it.
    if writer != process_identity() and not archive.blobs.has(sha256):
        archive.blobs.write(body)
    return sha256


def mark_unreferenced(connection: Connection, sha256s: set[str], writer: str | None = None) -> None:
    """Notes blobs that may have no references left, or that `writer` is about to write. Needs a write `alone`."""
    query = select(unreferenced_blobs.c.sha256).where(unreferenced_blobs.c.sha256.in_(sha256s))
    noted = set(connection.execute(query).scalars())
    if new := sorted(sha256s - noted):
        connection.execute(insert(unreferenced_blobs), [{"sha256": sha256, "writer": writer} for sha256 in new])


def sweep(archive: Archive) -> int:
    """Deletes the noted blobs that no row references, and returns how many. Called after deleting, and now and then."""
    _disown(archive)
    deleted, noted = 0, NOTED_AT_ONCE
    while noted == NOTED_AT_ONCE:
        noted, swept = _sweep_some(archive)
        deleted += swept
    archive.blobs.delete_abandoned_writes()
    return deleted


def _disown(archive: Archive) -> None:
    """Takes the writers off the notes, so that each asks again whether its blob is there.

    In a transaction before: a blob may be gone while its note still stands, where deleting the next fails, or the commit.
    """
    with archive.database.write(alone=True) as connection:
        owned = update(unreferenced_blobs).where(unreferenced_blobs.c.writer.is_not(None))
        connection.execute(owned.values(writer=None))


def _sweep_some(archive: Archive) -> tuple[int, int]:
    """Looks at as many notes as one transaction may take. Returns how many those were, and how many blobs were deleted."""
    with archive.database.write(alone=True) as connection:
        disowned = select(unreferenced_blobs.c.sha256).where(unreferenced_blobs.c.writer.is_(None)).limit(NOTED_AT_ONCE)
        noted = set(connection.execute(disowned).scalars())
        unreferenced = [sha256 for sha256 in sorted(noted) if not _is_referenced(connection, sha256)]
        if unreferenced:
            archive.blobs.delete(*unreferenced)
        connection.execute(delete(unreferenced_blobs).where(unreferenced_blobs.c.sha256.in_(noted)))
    return len(noted), len(unreferenced)


def _is_referenced(connection: Connection, sha256: str) -> bool:
    query = select(or_(*(exists().where(column == sha256) for column in REFERENCES)))
    return bool(connection.execute(query).scalar_one())
