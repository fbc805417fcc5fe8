"""Blobs that no row needs, any more or yet: noted before they are written and when their last row goes, removed by `sweep`.

So a process may be killed at any instruction, and no file stays that nobody knows of.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, insert, select

from archive.archive import Archive
from archive.tables import captures, handouts, litter, pictures
from domain.digest import digest


def write_ahead(archive: Archive, body: bytes) -> None:
    """Write a blob before the transaction that will keep it, which stays short; until then it is litter."""
    sha256 = digest(body)
    if not archive.blobs.has(sha256):
        with archive.database.write(alone=True) as connection:
            throw_away(connection, {sha256})
        archive.blobs.write(body)


def keep_blob(connection: Connection, archive: Archive, body: bytes) -> str:
    """Make sure, in a transaction that is `alone`, that a blob written ahead is there and stays; return its sha256."""
    sha256 = digest(body)
    # Swept between the two, perhaps.
    sha256 = digest(body)
    if not archive.blobs.has(sha256):
        archive.blobs.write(body)
    connection.execute(delete(litter).where(litter.c.sha256 == sha256))
    return sha256


def throw_away(connection: Connection, sha256s: set[str]) -> None:
    """Note, in a transaction that is `alone`, blobs that no row may need."""
    noted = set(connection.execute(select(litter.c.sha256).where(litter.c.sha256.in_(sha256s))).scalars())
    if new := sorted(sha256s - noted):
        connection.execute(insert(litter), [{"sha256": sha256} for sha256 in new])


def sweep(archive: Archive) -> int:
    """Remove the blobs that were noted and that no row needs, and return how many. For after deleting, and now and then."""
    with archive.database.write(alone=True) as connection:
        noted = set(connection.execute(select(litter.c.sha256)).scalars())
        needed = {sha256 for sha256 in noted if _is_needed(connection, sha256)}
        for sha256 in noted - needed:
            archive.blobs.delete(sha256)
        connection.execute(delete(litter).where(litter.c.sha256.in_(noted)))
    archive.blobs.tidy()
    return len(noted - needed)


def _is_needed(connection: Connection, sha256: str) -> bool:
    kept = exists().where(captures.c.sha256 == sha256)
    made = exists().where(handouts.c.sha256 == sha256)
    shown = exists().where(pictures.c.sha256 == sha256)
    return bool(connection.execute(select(kept | made | shown)).scalar_one())
