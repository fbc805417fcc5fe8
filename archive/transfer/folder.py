"""The files of an export: written once, listed with their SHA-256 in a manifest, and read only if they are what it says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from domain.digest import digest
from domain.errors import Invalid, NotFound

MANIFEST: Final = "manifest-sha256.txt"
"""As `sha256sum` writes and checks it. Written last: a folder without it is not complete."""
LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)")
CHUNK: Final = 1 << 20


class FolderWriter:
    """Writes an export beside its place and moves it there at the end, so that a folder is complete or absent."""

    def __init__(self, folder: Path) -> None:
        """Raises `Invalid` when there is something at its place already."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Invalid("export_not_empty", folder=str(folder))
        self._folder = folder
        self._unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir(parents=True)
        self._hashes: dict[str, str] = {}

    def write(self, path: str, body: bytes) -> None:
        file = self._unfinished / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self._hashes[path] = digest(body)

    def write_json(self, path: str, content: Any) -> None:
        self.write(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def write_lines(self, path: str, rows: Iterator[Any]) -> int:
        """Writes one JSON document a line; returns how many."""
        file = self._unfinished / path
        file.parent.mkdir(parents=True, exist_ok=True)
        hash_, count = hashlib.sha256(), 0
        with file.open("wb") as out:
            for row in rows:
                line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
                out.write(line)
                hash_.update(line)
                count += 1
        self._hashes[path] = hash_.hexdigest()
        return count

    def finish(self) -> None:
        lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(self._hashes.items()))
        (self._unfinished / MANIFEST).write_text(lines, encoding="ascii", newline="\n")
        if self._folder.exists():
            self._folder.rmdir()
        os.sync()
        self._unfinished.rename(self._folder)


class FolderReader:
    """Reads an export. Only files that the manifest names are read, and none outside of the folder."""

    def __init__(self, folder: Path) -> None:
        """Raises `NotFound` without a manifest, `Invalid` when it cannot be read."""
        self.folder = folder
        try:
            text = (folder / MANIFEST).read_text(encoding="ascii")
        except OSError as error:
            raise NotFound("export", folder=str(folder)) from error
        except UnicodeError as error:
            raise Invalid("export_manifest") from error
        matches = [LINE.fullmatch(line) for line in text.splitlines()]
        if not matches or None in matches:
            raise Invalid("export_manifest")
        self.hashes: Mapping[str, str] = {match[2]: match[1] for match in matches if match}

    def faults(self) -> Iterator[tuple[str, str]]:
        """Every file that is missing, changed, or not in the manifest, with the kind of its fault."""
        for path, sha256 in self.hashes.items():
            actual = self._hash(path)
            if actual != sha256:
                yield path, "missing" if actual is None else "changed"
        for file in sorted(self.folder.rglob("*")):
            path = file.relative_to(self.folder).as_posix()
            if (file.is_symlink() or not file.is_dir()) and path != MANIFEST and path not in self.hashes:
                yield path, "unknown"

    def _hash(self, path: str) -> str | None:
        file = self._inside(path)
        if file is None or not file.is_file():
            return None
        hash_ = hashlib.sha256()
        with file.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                hash_.update(chunk)
        return hash_.hexdigest()

    def _inside(self, path: str) -> Path | None:
        """The file of a path of the manifest; None for one that a link leads out of the folder."""
        file = self.folder / path
        return file if file.resolve().is_relative_to(self.folder.resolve()) else None

    def paths(self, beginning: str, ending: str) -> list[str]:
        return sorted(path for path in self.hashes if path.startswith(beginning) and path.endswith(ending))

    def read(self, path: str) -> bytes:
        """A file of the manifest. Raises `Invalid` when it is missing or changed."""
        file = self._inside(path)
        try:
            body = file.read_bytes() if file and path in self.hashes else None
        except OSError:
            body = None
        if body is None or digest(body) != self.hashes[path]:
            raise Invalid("export_damaged", file=path)
        return body

    def read_json(self, path: str) -> Any:
        return _parse(self.read(path), path)

    def read_lines(self, path: str) -> Iterator[Any]:
        """The documents of a file, one a line; none when there is no such file."""
        if path in self.hashes:
            for line in self.read(path).splitlines():
                yield _parse(line, path)


def _parse(body: bytes, path: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid("export_damaged", file=path) from error
