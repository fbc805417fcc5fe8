"""All codebooks that are available: those in files, and those added through the web. Used by server and workers.

Folders are listed at every access, so that a new codebook needs no restart; only changed files are read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from archive.archive import Archive
from archive.codebooks import codebook_files, stored
from domain.errors import Invalid
from domain.messages import Message, message
from domain.shapes.codebook import Codebook, CodebookRef, Origin

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not a codebook, and why; the other codebooks are available all the same."""

    file: str
    fault: Message


@dataclass(frozen=True, slots=True)
class File:
    """A codebook in a file, with the digest of its content; or the fault of the file."""

    path: Path
    codebook: Codebook | None
    digest: str
    fault: Message | None = None

    @property
    def origin(self) -> Origin:
        return Origin.BUILT_IN if self.path.parent == codebook_files.BUILT_IN_FOLDER else Origin.FOLDER


class Collection(Mapping[str, Codebook]):
    """Codebooks by id, each in its current version. One that was removed is no longer listed, but still found by id."""

    def __init__(self, archive: Archive, folder: Path | None = None) -> None:
        self._archive = archive
        self._folder = folder
        self._contents: dict[CodebookRef, Codebook] = {}

    def __getitem__(self, id_: str) -> Codebook:
        ref = self._current().get(id_) or max(
            (row.ref for row in stored.list_all(self._archive) if row.ref.id == id_), key=lambda ref: ref.version, default=None
        )
        if ref is None:
            raise KeyError(id_)
        return self._content(ref)

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._current()

    def at(self, ref: CodebookRef) -> Codebook:
        """The codebook as it was at that version, else as it is now. Raises KeyError when there never was one of that id."""
        try:
            return self._content(ref)
        except KeyError:
            return self[ref.id]

    def origin(self, id_: str) -> Origin:
        """Where the current codebook of that id came from."""
        return next((file.origin for file in self._files() if file.codebook and file.codebook.id == id_), Origin.WEB)

    def faults(self) -> tuple[Fault, ...]:
        """The files that are not codebooks, and the folder when it is not there."""
        missing = self._folder is not None and not self._folder.is_dir()
        folder_fault: tuple[Fault, ...] = (Fault(str(self._folder), Message("invalid.codebook_folder")),) if missing else ()
        return folder_fault + tuple(Fault(file.path.name, file.fault) for file in self._files() if file.fault)

    def add(self, codebook: Codebook) -> Codebook:
        """Stores a codebook that was sent and returns it with its version. Raises Invalid when a file has the same id."""
        if self.origin(codebook.id) is not Origin.WEB:
            raise Invalid(fields={"id": message("invalid.codebook_in_file", id=codebook.id)})
        return stored.store(self._archive, codebook, Origin.WEB)

    def _content(self, ref: CodebookRef) -> Codebook:
        """The codebook of a version, which never changes and so is read once. Raises KeyError."""
        if ref not in self._contents:
            codebook = stored.load(self._archive, ref)
            if codebook is None:
                raise KeyError(ref.id)
            self._contents[ref] = codebook
        return self._contents[ref]

    def _current(self) -> dict[str, CodebookRef]:
        """The current version of each codebook: that of its file, else the one that was sent last."""
        rows = stored.list_all(self._archive)
        current = {row.ref.id: row.ref for row in rows if row.origin is Origin.WEB}
        versions = {(row.ref.id, row.digest): row.ref for row in rows}
        files = {file.codebook.id: file for file in self._files() if file.codebook}
        for id_, file in files.items():
            assert file.codebook is not None
            ref = versions.get((id_, file.digest))
            current[id_] = ref or stored.store(self._archive, file.codebook, file.origin).ref
        return {id_: current[id_] for id_ in [*files, *sorted(current.keys() - files.keys())]}

    def _files(self) -> Iterator[File]:
        """The files in order, built-in ones first; of two with the same id the second has a fault."""
        ids: set[str] = set()
        for folder in (codebook_files.BUILT_IN_FOLDER, self._folder):
            for path in _paths(folder):
                file = _read(path, *_modified(path))
                if file.codebook and file.codebook.id in ids:
                    file = File(path, None, "", message("invalid.codebook_twice", file=path.name, id=file.codebook.id))
                elif file.codebook:
                    ids.add(file.codebook.id)
                yield file


def at(codebooks: Mapping[str, Codebook], ref: CodebookRef) -> Codebook:
    """The codebook of that version where versions are stored, else the one of that id. Raises KeyError."""
    return codebooks.at(ref) if isinstance(codebooks, Collection) else codebooks[ref.id]


def _paths(folder: Path | None) -> tuple[Path, ...]:
    try:
        return codebook_files.files_in(folder) if folder else ()
    except OSError:
        return ()


def _modified(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> File:
    try:
        codebook = codebook_files.read(path)
    except Invalid as fault:
        log.warning("%s", fault.reason)
        return File(path, None, "", fault.reason)
    return File(path, codebook, stored.digest_of(codebook))
