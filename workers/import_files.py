"""Takes in what an import was sent: reads its file, and gives every row and every chosen thread a submission.

Called by the job of an import, which goes on where another worker stopped: each step is recorded before the next begins.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from archive.archive import Archive
from archive.imports import choices, contents, links, records, uploads
from archive.transfer.folder import FolderReader
from archive.transfer.importing import Importer
from domain.errors import Disturbed, NotAThread, Refused
from domain.settings import Settings
from domain.shapes.capture import Capture, Via
from domain.shapes.imports import Import, ImportChoice, ImportFormat
from workers.imports.file_contents import FileContents
from workers.imports.file_reader import read_file
from workers.sandbox import Limits, run_in_sandbox
from workers.sources.export_file import unpack
from workers.sources.registry import excerpts

EXCERPTS_AT_ONCE: Final = 100
"""Threads that are taken out of an account's posts by one child."""
ARCHIVE_SHARE: Final = 0.7
"""The part of a job's time that an export is added in; unpacking it comes before."""


def take_in(archive: Archive, settings: Settings, limits: Limits, claimed: Import, heartbeat: Callable[[], None]) -> None:
    """Does what is left to do of a claimed import. Raises LeaseLost, NotAThread, LimitExceeded."""
    if claimed.format is None:
        claimed = _read(archive, settings, limits, claimed, heartbeat)
    while links.settle_some(archive, claimed):
        heartbeat()
    if claimed.format is not ImportFormat.POSTS:
        uploads.remove(archive, claimed)
    while not records.finish(archive, claimed):
        _save_chosen(archive, limits, claimed, heartbeat)


def _read(archive: Archive, settings: Settings, limits: Limits, claimed: Import, heartbeat: Callable[[], None]) -> Import:
    """Reads the file and records what it holds; returns the import with its format."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "upload"
        uploads.write_to(archive, claimed.id, path)
        arguments = (path, claimed.name or "", claimed.created_at, settings.max_capture_bytes)
        read = run_in_sandbox(read_file, *arguments, limits=limits, heartbeat=heartbeat)
        if read.folder is not None:
            if claimed.limited:
                raise NotAThread("import_not_allowed")
            seconds = settings.queue_seconds * ARCHIVE_SHARE
            _import_archive(archive, limits, claimed, path, read.folder, seconds, heartbeat)
    _record(archive, claimed, read)
    return replace(claimed, format=read.format, media_type=read.posts.media_type if read.posts else None)


def _record(archive: Archive, claimed: Import, read: FileContents) -> None:
    captures = [(name, replace(capture, limited=claimed.limited)) for name, capture in read.captures]
    contents.record(archive, claimed, read.format, read.posts, read.threads, read.links, captures, read.refused)


def _import_archive(
    archive: Archive, limits: Limits, claimed: Import, path: Path, folder: str, seconds: float, heartbeat: Callable[[], None]
) -> None:
    """Adds what `./threadsheet export` wrote; gives up after some seconds, to be continued. Raises Disturbed."""
    unpacked, deadline = path.with_name("unpacked"), time.monotonic() + seconds
    run_in_sandbox(unpack, path, folder, unpacked, limits=limits, heartbeat=heartbeat)

    def progress(_done: int, _of: int) -> None:
        heartbeat()
        if time.monotonic() > deadline:
            raise Disturbed  # the next job goes on after the threads that are there

    try:
        imported = Importer(archive, FolderReader(unpacked)).run(progress)
    except Refused as error:
        raise NotAThread("import_export", why=error.reason) from error
    contents.record_archive(archive, claimed, imported.added, len(imported.skipped))


def _save_chosen(archive: Archive, limits: Limits, claimed: Import, heartbeat: Callable[[], None]) -> None:
    waiting = choices.list_unsettled(archive, claimed.id)
    assert claimed.media_type is not None
    body = uploads.content(archive, claimed.id)
    posts = Capture(body, Via.IMPORT, claimed.media_type, claimed.created_at, limited=claimed.limited)
    for start in range(0, len(waiting), EXCERPTS_AT_ONCE):
        some = waiting[start : start + EXCERPTS_AT_ONCE]
        for choice, capture in zip(some, _excerpts(posts, some, limits, heartbeat), strict=True):
            choices.settle(archive, claimed, choice, capture)
            heartbeat()


def _excerpts(posts: Capture, some: Sequence[ImportChoice], limits: Limits, heartbeat: Callable[[], None]) -> Sequence[Capture]:
    threads = [choice.thread for choice in some]
    return run_in_sandbox(excerpts, posts, threads, limits=limits, heartbeat=heartbeat)
