"""The Archive: a database and blobs. Opened once at an entry point and passed to the modules that store in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.blobs import Blobs, FileBlobs
from archive.database import Database, database_url
from archive.migrations import migrate
from domain.bucket import Bucket
from domain.settings import Settings


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Archive:
    """A database, its blobs, and the clock that dates rows."""

    database: Database
    blobs: Blobs
    clock: Callable[[], datetime] = utc_now

    def close(self) -> None:
        self.database.close()


def open_archive(settings: Settings, *, durable: bool = True) -> Archive:
    """Opens the archive of the settings and migrates its tables. Raises `MigrationError` when they are of a newer version.

    Without `durable` a power cut may undo the last transactions on SQLite, as if they had not begun: for workers, whose work
    is then done again.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(database_url(settings.database_url, settings.data), durable=durable)
    try:
        migrate(database, settings.data)
        return Archive(database, open_blobs(settings.blobs_url, settings.data))
    except BaseException:
        database.close()
        raise


def open_blobs(bucket: Bucket | None, data: Path) -> Blobs:
    """The blobs in a bucket, or without one those in the data folder. Raises `StoreUnavailable` without its package."""
    if bucket is None:
        return FileBlobs(data / "blobs")
    from archive.s3_blobs import S3Blobs  # which others do not load

    return S3Blobs(bucket)
