"""The files of imports, stored in parts as blobs, so that every worker can read them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection, delete, insert, select

from archive import leases
from archive.archive import Archive
from archive.blob_gc import mark_unreferenced, reference_blob, write_ahead
from archive.tables import import_parts, imports
from domain.errors import Empty, TooLarge
from domain.shapes.imports import Import

PART_BYTES: Final = 8 << 20


def store(archive: Archive, id_: str, stream: IO[bytes], limit_mb: int) -> str:
    """Stores a file as it is received, never whole in memory; returns its sha256. Raises `Empty`, `TooLarge`."""
    hash_, size, position = hashlib.sha256(), 0, 0
    while part := stream.read(PART_BYTES):
        hash_.update(part)
        size += len(part)
        if size > limit_mb << 20:
            raise TooLarge("import", most=limit_mb)
        _add(archive, id_, position, part)
        position += 1
    if not size:
        raise Empty("import")
    return hash_.hexdigest()


def write_to(archive: Archive, id_: str, path: Path) -> None:
    """Writes the file of an import to a path."""
    with archive.database.read() as connection:
        parts = hashes(connection, id_)
    with path.open("wb") as file:
        for sha256 in parts:
            file.write(archive.blobs.read(sha256))


def content(archive: Archive, id_: str) -> bytes:
    """The file of an import."""
    with archive.database.read() as connection:
        parts = hashes(connection, id_)
    return b"".join(map(archive.blobs.read, parts))


def remove(archive: Archive, claimed: Import) -> None:
    """Deletes the file. Raises `LeaseLost`."""
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, imports, claimed)
        replace(connection, archive, claimed.id, ())


def parts_of(body: bytes) -> tuple[bytes, ...]:
    """A body in the parts that it is stored in; `write_ahead` takes each."""
    return tuple(body[start : start + PART_BYTES] for start in range(0, len(body), PART_BYTES))


def replace(connection: Connection, archive: Archive, id_: str, parts: Sequence[bytes]) -> None:
    """Stores parts in place of the file."""
    before = set(hashes(connection, id_))
    connection.execute(delete(import_parts).where(import_parts.c.import_id == id_))
    rows = [
        {"import_id": id_, "position": position, "sha256": reference_blob(connection, archive, part)}
        for position, part in enumerate(parts)
    ]
    if rows:
        connection.execute(insert(import_parts), rows)
    mark_unreferenced(connection, before - {row["sha256"] for row in rows})


def hashes(connection: Connection, id_: str) -> tuple[str, ...]:
    """The hashes of the parts, in order."""
    query = select(import_parts.c.sha256).where(import_parts.c.import_id == id_).order_by(import_parts.c.position)
    return tuple(connection.execute(query).scalars())


def _add(archive: Archive, id_: str, position: int, part: bytes) -> None:
    write_ahead(archive, part)
    with archive.database.write(alone=True) as connection:
        values = {"import_id": id_, "position": position, "sha256": reference_blob(connection, archive, part)}
        connection.execute(insert(import_parts).values(**values))
