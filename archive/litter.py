"""Blobs that nobody needs any more: noted with the deletion of their last row, removed after it, however often interrupted."""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, insert, select

from archive.archive import Archive
from archive.blobs import digest
from archive.tables import captures, handouts, litter


def keep_blob(connection: Connection, archive: Archive, body: bytes) -> str:
    """Make sure, in a transaction that is `alone`, that `body` is kept and stays; return its sha256.

    Writing it before the transaction keeps that short: then this only looks, and writes when it was swept meanwhile.
    """
    sha256 = digest(body)
    if not archive.blobs.has(sha256):
        archive.blobs.write(body)
    connection.execute(delete(litter).where(litter.c.sha256 == sha256))
    return sha256


def throw_away(connection: Connection, sha256s: set[str]) -> None:
    """Note, in a transaction that is `alone`, the blobs whose rows were just deleted."""
    noted = set(connection.execute(select(litter.c.sha256)).scalars())
    if new := sorted(sha256s - noted):
        connection.execute(insert(litter), [{"sha256": sha256} for sha256 in new])


def sweep(archive: Archive) -> int:
    """Remove the blobs that were thrown away, and return how many. To be called after deleting, and now and then."""
    with archive.database.write(alone=True) as connection:
        noted = set(connection.execute(select(litter.c.sha256)).scalars())
        needed = {sha256 for sha256 in noted if _is_needed(connection, sha256)}
        for sha256 in noted - needed:
            archive.blobs.delete(sha256)
        connection.execute(delete(litter).where(litter.c.sha256.in_(noted)))
    return len(noted - needed)


def _is_needed(connection: Connection, sha256: str) -> bool:
    kept = exists().where(captures.c.sha256 == sha256)
    made = exists().where(handouts.c.sha256 == sha256)
    return bool(connection.execute(select(kept | made)).scalar_one())
