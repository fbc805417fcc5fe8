"""All codebooks there are, now: those of the files, and those that were added through the web. Shared by server and workers.

Looks again whenever it is asked, so that a new one is there without a restart; reads only what has changed.
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
from domain.shapes.theme import Codebook, CodebookRef, Origin

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not a codebook, and why; the others are there all the same."""

    file: str
    fault: Message


@dataclass(frozen=True, slots=True)
class File:
    """A codebook in a file, with the digest of its content; or the fault that makes it none."""

    path: Path
    codebook: Codebook | None
    digest: str
    fault: Message | None = None

    @property
    def origin(self) -> Origin:
        return Origin.BUILT_IN if self.path.parent == codebook_files.BUILT_IN_FOLDER else Origin.FOLDER


class Collection(Mapping[str, Codebook]):
    """Codebooks by id, each at its current version. One that was taken away is listed no more, and found all the same."""

    def __init__(self, archive: Archive, folder: Path | None = None) -> None:
        self._archive = archive
        self._folder = folder
        self._contents: dict[CodebookRef, Codebook] = {}

    def __getitem__(self, id_: str) -> Codebook:
        ref = self._current().get(id_) or max(
            (each.ref for each in stored.every(self._archive) if each.ref.id == id_), key=lambda ref: ref.version, default=None
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
        """Where the current one of that id came from."""
        return next((file.origin for file in self._files() if file.codebook and file.codebook.id == id_), Origin.WEB)

    def faults(self) -> tuple[Fault, ...]:
        """The files that are not codebooks, and the folder when it is not there."""
        missing = self._folder is not None and not self._folder.is_dir()
        gone: tuple[Fault, ...] = (Fault(str(self._folder), Message("invalid.codebook_folder")),) if missing else ()
        return gone + tuple(Fault(file.path.name, file.fault) for file in self._files() if file.fault)

    def add(self, codebook: Codebook) -> Codebook:
        """Keep a codebook that was sent, with the version that it gets. Raises Invalid when a file has its id already."""
        if self.origin(codebook.id) is not Origin.WEB:
            raise Invalid(None, {"id": f"{codebook.id} stands in a file. Give this one an id of its own, or change the file."})
        return stored.keep(self._archive, codebook, Origin.WEB)

    def _content(self, ref: CodebookRef) -> Codebook:
        """What a version holds never changes, so it is read once. Raises KeyError."""
        if ref not in self._contents:
            found = stored.load(self._archive, ref)
            if found is None:
                raise KeyError(ref.id)
            self._contents[ref] = found
        return self._contents[ref]

    def _current(self) -> dict[str, CodebookRef]:
        """The current version of each: what stands in a file now, else what was sent last."""
        known = stored.every(self._archive)
        current = {each.ref.id: each.ref for each in known if each.origin is Origin.WEB}
        versions = {(each.ref.id, each.digest): each.ref for each in known}
        files = {file.codebook.id: file for file in self._files() if file.codebook}
        for id_, file in files.items():
            assert file.codebook is not None
            seen = versions.get((id_, file.digest))
            current[id_] = seen or stored.keep(self._archive, file.codebook, file.origin).ref
        return {id_: current[id_] for id_ in [*files, *sorted(current.keys() - files.keys())]}

    def _files(self) -> Iterator[File]:
        """The files in order, the built-in ones first; of two with one id the second is at fault."""
        seen: set[str] = set()
        for folder in (codebook_files.BUILT_IN_FOLDER, self._folder):
            for path in _paths(folder):
                file = _file(path, *_stamp(path))
                if file.codebook and file.codebook.id in seen:
                    file = File(path, None, "", message("invalid.codebook_twice", file=path.name, id=file.codebook.id))
                elif file.codebook:
                    seen.add(file.codebook.id)
                yield file


def at(codebooks: Mapping[str, Codebook], ref: CodebookRef) -> Codebook:
    """The codebook of that version where versions are kept, else the one of that id. Raises KeyError."""
    return codebooks.at(ref) if isinstance(codebooks, Collection) else codebooks[ref.id]


def _paths(folder: Path | None) -> tuple[Path, ...]:
    try:
        return codebook_files.files_in(folder) if folder else ()
    except OSError:
        return ()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _file(path: Path, _changed: int, _size: int) -> File:
    try:
        codebook = codebook_files.read(path)
    except Invalid as fault:
        log.warning("%s", fault.reason)
        return File(path, None, "", fault.reason)
    return File(path, codebook, stored.digest_of(codebook))
