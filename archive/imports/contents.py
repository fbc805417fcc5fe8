"""Records what a worker read in an imported file: its format, its addresses, files and threads."""

from __future__ import annotations

from collections.abc import Sequence

from archive import captures, leases
from archive.archive import Archive
from archive.blob_gc import write_ahead
from archive.imports import choices, links, uploads
from archive.tables import imports
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.choice import ThreadChoice
from domain.shapes.imports import Import, ImportedLink, ImportFormat


def record(
    archive: Archive,
    claimed: Import,
    format_: ImportFormat,
    posts: Capture | None,
    threads: Sequence[ThreadChoice],
    listed: Sequence[ImportedLink],
    files: Sequence[tuple[str, Capture]],
    refused: Sequence[tuple[str, Message]],
) -> None:
    """Records what the file holds, in one transaction: addresses, threads to choose from, and files with their submissions.

    Of a file with posts to choose from only those are kept. Raises `LeaseLost`.
    """
    parts = uploads.parts_of(posts.body) if posts else ()
    for body in (*parts, *(capture.body for _, capture in files)):
        write_ahead(archive, body)
    values = {"format": format_, "media_type": posts.media_type if posts else None, "attempts": 0}
    with archive.database.write(alone=True) as connection:
        duplicates = links.add(connection, claimed.id, listed)
        leases.update_claimed(connection, imports, claimed, duplicates=duplicates, **values)
        if posts:
            uploads.replace(connection, archive, claimed.id, parts)
        choices.add(connection, claimed.id, threads)
        for name, capture in files:
            capture_id = captures.store_in(connection, archive, capture)
            links.add_capture(connection, archive, claimed, capture_id, name or claimed.name, None)
        for name, reason in refused:
            links.add_refused(connection, claimed.id, name, reason)


def record_archive(archive: Archive, claimed: Import, added: int, present: int) -> None:
    """Records how many threads of an export were new, and how many were there. Raises `LeaseLost`."""
    with archive.database.write() as connection:
        leases.update_claimed(connection, imports, claimed, added=added, present=present)
