"""Garbage of blobs: nothing that is referenced is ever lost, whatever fails while it is collected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from archive import blob_gc, captures
from archive.archive import Archive
from archive.blobs import FileBlobs, StoreUnavailable
from archive.captures import store_in
from domain.settings import Settings
from tests.archive.readings import paste


class HalfDeleted(FileBlobs):
    """A store that is gone after it deleted the first of several blobs."""

    def delete(self, *sha256s: str) -> None:
        super().delete(*sha256s[:1])
        raise StoreUnavailable("gone")


def fail_while_deleting(archive: Archive, folder: Path) -> None:
    with pytest.raises(StoreUnavailable):
        blob_gc.sweep(replace(archive, blobs=HalfDeleted(folder)))


def fail_while_committing(archive: Archive, _folder: Path) -> None:
    def fail(_connection: object) -> None:
        if not list(archive.blobs.names()):
            raise OSError("the connection is gone")

    engine = archive.database.engine
    event.listen(engine, "commit", fail)
    try:
        with pytest.raises(OSError, match="gone"):
            blob_gc.sweep(archive)
    finally:
        event.remove(engine, "commit", fail)


@pytest.mark.parametrize("fail", [fail_while_deleting, fail_while_committing])
def test_a_writer_is_not_misled_by_a_sweep_that_failed(
    archive: Archive, settings: Settings, fail: Callable[[Archive, Path], None]
) -> None:
    blob_gc.write_ahead(archive, b"a thread")
    fail(archive, settings.data / "blobs")
    assert not list(archive.blobs.names())
    with archive.database.write(alone=True) as connection:
        id_ = store_in(connection, archive, paste("a thread"))
    assert captures.load(archive, id_).body == b"a thread"
    assert blob_gc.sweep(archive) == 0
