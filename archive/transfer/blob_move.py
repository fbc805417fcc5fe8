"""Copies the archive's blobs from its store to another one, and deletes them in the first when that is asked for.

It may be stopped at any time and started again: what the target has is not copied again. Nothing is deleted before its bytes in
the target were read and hashed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import select, union

from archive.archive import Archive
from archive.blob_gc import REFERENCES
from archive.blobs import Blobs
from archive.database import in_parts
from domain.digest import digest

AT_ONCE: Final = 8
"""Blobs under way at the same time: a store in the network makes each wait."""
Progress = Callable[[int, int], None]
"""Told how many of how many blobs are done."""


@dataclass(frozen=True, slots=True)
class BlobMove:
    """How many blobs were copied, were there before, and were deleted from the first store; the faults by sha256."""

    copied: int
    present: int
    deleted: int
    faults: Sequence[tuple[str, str]]


def move_blobs(archive: Archive, target: Blobs, progress: Progress, *, delete: bool = False) -> BlobMove:
    """Copies what the rows of the archive refer to. Raises `StoreUnavailable`."""
    sha256s, present = _referenced(archive), set(target.names())
    missing = [sha256 for sha256 in sha256s if sha256 not in present]
    progress(len(sha256s) - len(missing), len(sha256s))
    faults: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done, (sha256, fault) in enumerate(_each(missing, threads, partial(_copy, archive.blobs, target)), 1):
            progress(len(sha256s) - len(missing) + done, len(sha256s))
            faults |= {sha256: fault} if fault else {}
        copied, deleted = len(missing) - len(faults), 0
        if delete:
            stored = set(archive.blobs.names())
            repair = partial(_copy_unless_intact, archive.blobs, target)
            checked = dict(_each([sha256 for sha256 in sha256s if sha256 in stored], threads, repair))
            faults |= {sha256: fault for sha256, fault in checked.items() if fault}
            deleted = _delete(archive.blobs, [sha256 for sha256, fault in checked.items() if not fault])
    return BlobMove(copied, len(sha256s) - len(missing), deleted, sorted(faults.items()))


def _each(
    sha256s: Sequence[str], threads: ThreadPoolExecutor, work: Callable[[str], str | None]
) -> Iterator[tuple[str, str | None]]:
    """Each with its fault, a part at a time, so that a failure ends soon."""
    for part in in_parts(sha256s):
        yield from zip(part, threads.map(work, part), strict=True)


def _referenced(archive: Archive) -> list[str]:
    with archive.database.read() as connection:
        query = union(*(select(column).where(column.is_not(None)) for column in REFERENCES))
        return sorted(connection.execute(query).scalars())


def _copy(source: Blobs, target: Blobs, sha256: str) -> str | None:
    """Copies one and reads it again. Returns its fault: missing, changed."""
    try:
        body = source.read(sha256)
    except FileNotFoundError:
        return "missing"
    if digest(body) != sha256:
        return "changed"
    target.write(body)
    return _fault(target, sha256)


def _copy_unless_intact(source: Blobs, target: Blobs, sha256: str) -> str | None:
    """Copies one again whose bytes in the target are not what its name says."""
    return _copy(source, target, sha256) if _fault(target, sha256) else None


def _fault(store: Blobs, sha256: str) -> str | None:
    try:
        return None if digest(store.read(sha256)) == sha256 else "changed"
    except FileNotFoundError:
        return "missing"


def _delete(source: Blobs, sha256s: Sequence[str]) -> int:
    for part in in_parts(sha256s):
        source.delete(*part)
    return len(sha256s)
