"""Blobs: captures, pictures and handouts, stored by the sha256 of their bytes. `s3_blobs.py` stores them elsewhere."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from domain.digest import digest

NAME = re.compile(r"[0-9a-f]{64}")
# Longer than any write takes.
ABANDONED_SECONDS = 600


class StoreUnavailable(OSError):
    """The store does not answer or refuses: a trouble of the machine, like a broken disk (`archive/disturbances.py`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EIO, reason)


class Blobs(Protocol):
    """A store of bytes by their sha256, which is always 64 lower-case hex digits."""

    def write(self, body: bytes) -> str:
        """Stores `body` durably, even through a power cut, and returns its sha256. Writing twice stores it once."""

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises `FileNotFoundError` when there are none."""

    def has(self, sha256: str) -> bool: ...

    def delete(self, *sha256s: str) -> None:
        """Deletes the bytes of each, if there are any."""

    def names(self) -> Iterator[str]:
        """The sha256 of everything that is stored."""

    def delete_abandoned_writes(self) -> None:
        """Deletes the files of writers that were killed while writing."""

    def check(self) -> None:
        """Raises `StoreUnavailable` when blobs cannot be stored."""

    def answers(self) -> bool:
        """Whether the store can be reached; within a second."""


def blob_key(sha256: str) -> str:
    """Where a store has a blob: under one of 256 folders, by its first two digits. Raises ValueError."""
    if not NAME.fullmatch(sha256):
        raise ValueError(f"not a sha256: {sha256!r}")
    return f"{sha256[:2]}/{sha256}"


class FileBlobs:
    """Blobs as files under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, body: bytes) -> str:
        sha256 = digest(body)
        path = self._path(sha256)
        if not path.exists():
            for folder in (path.parent, self._unfinished):
                folder.mkdir(parents=True, exist_ok=True)
            _write_atomically(path, body, self._unfinished)
        return sha256

    def read(self, sha256: str) -> bytes:
        return self._path(sha256).read_bytes()

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def delete(self, *sha256s: str) -> None:
        for sha256 in sha256s:
            self._path(sha256).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        return (path.name for path in self._folder.glob("[0-9a-f][0-9a-f]/*") if NAME.fullmatch(path.name))

    def check(self) -> None:
        """A folder that cannot be written is told by the database that is in it."""

    def answers(self) -> bool:
        return True

    def delete_abandoned_writes(self) -> None:
        for path in self._unfinished.glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                    path.unlink()

    @property
    def _unfinished(self) -> Path:
        return self._folder / "unfinished"

    def _path(self, sha256: str) -> Path:
        return self._folder / blob_key(sha256)


def _write_atomically(path: Path, body: bytes, unfinished: Path) -> None:
    """Writes under a temporary name and renames, so that neither a reader nor a crash leaves half a file."""
    descriptor, temporary = tempfile.mkstemp(dir=unfinished)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Syncs a folder: a rename in it is durable only after that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
