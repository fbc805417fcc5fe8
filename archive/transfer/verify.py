"""Verifies captures and pictures: their bytes hash to the name they are stored by; and exports: every file to its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from archive.archive import Archive
from archive.tables import captures, pictures, version_captures, version_pictures
from archive.threads.versions import require_thread
from archive.transfer.contents import version_ids
from archive.transfer.export import blob_path
from archive.transfer.folder import FolderReader
from domain.digest import digest

Result = tuple[str, str | None]
"""What was checked, and the kind of its fault if it has one: missing, changed, unknown."""


def verify_archive(archive: Archive, thread_id: str | None = None) -> Iterator[Result]:
    """Hashes every capture and picture, or those of one thread's Versions. Raises `NotFound` for an unknown thread."""
    of_captures = select(captures.c.id, captures.c.sha256)
    of_pictures = select(pictures.c.url, pictures.c.sha256).where(pictures.c.sha256.is_not(None))
    with archive.database.read() as connection:
        if thread_id is not None:
            require_thread(connection, thread_id)
            its = version_ids([thread_id])
            cited = select(version_captures.c.capture_id).where(version_captures.c.version_id.in_(its))
            shown = select(version_pictures.c.picture_key).where(version_pictures.c.version_id.in_(its))
            of_captures, of_pictures = of_captures.where(captures.c.id.in_(cited)), of_pictures.where(pictures.c.key.in_(shown))
        rows = [(f"capture {row[0]}", row[1]) for row in connection.execute(of_captures.order_by(captures.c.id))]
        rows += [(f"picture {row[0]}", row[1]) for row in connection.execute(of_pictures.order_by(pictures.c.key))]
    for name, sha256 in rows:
        yield name, _fault(archive, sha256)


def _fault(archive: Archive, sha256: str) -> str | None:
    try:
        return None if digest(archive.blobs.read(sha256)) == sha256 else "changed"
    except FileNotFoundError:
        return "missing"


def verify_folder(folder: Path) -> Iterator[Result]:
    """Checks an export: each file of its manifest, each file that is none of it, each blob that its tables name.

    Raises `NotFound` without a manifest, `Invalid` when manifest or tables cannot be read.
    """
    reader = FolderReader(folder)
    faults = dict(reader.faults())
    yield from ((path, faults.get(path)) for path in sorted({*reader.hashes, *faults}))
    if not faults:
        yield from ((path, "missing") for path in _named_blobs(reader) if path not in reader.hashes)


def _named_blobs(reader: FolderReader) -> Iterator[str]:
    for row in reader.read_lines("tables/captures.jsonl"):
        yield blob_path("captures", row["sha256"], row["media_type"])
    for row in reader.read_lines("tables/pictures.jsonl"):
        if row["sha256"]:
            yield blob_path("media", row["sha256"], row["media_type"])
