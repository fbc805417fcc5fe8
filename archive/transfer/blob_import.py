"""Imports captures and pictures with their bytes, as the threads and submissions of an export need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from archive.archive import Archive
from archive.blob_gc import mark_unreferenced
from archive.database import in_parts
from archive.tables import captures, pictures, unreferenced_blobs
from archive.transfer.export import blob_path
from archive.transfer.folder import FolderReader
from archive.transfer.rows import from_json
from domain.errors import Invalid


class BlobImport:
    """Adds captures and pictures. `capture_ids` has the id that each capture has in this archive."""

    def __init__(self, archive: Archive, folder: FolderReader) -> None:
        self._archive, self._folder = archive, folder
        self._captures: dict[str, dict[str, Any]] = {}
        self._pictures: dict[str, dict[str, Any]] = {}
        self._skipped: set[str] = set()
        self.capture_ids: dict[str, str] = {}

    def load(self) -> None:
        """Reads what there is to add."""
        self._captures = {row["id"]: row for row in table_rows(self._folder, captures)}
        self._pictures = {row["key"]: row for row in table_rows(self._folder, pictures)}

    def skip(self, capture_ids: Iterable[str]) -> None:
        """Notes captures of a thread that is not added: they are added only if something else needs them."""
        self._skipped |= set(capture_ids)

    def add(self, capture_ids: set[str], picture_keys: set[str]) -> None:
        """Adds captures and pictures. Raises `Invalid` for one that the export does not have."""
        if not (capture_ids <= self._captures.keys() and picture_keys <= self._pictures.keys()):
            raise Invalid("export_damaged", file="tables")
        for part in in_parts(sorted(capture_ids - self.capture_ids.keys())):
            self._add_captures([self._captures[id_] for id_ in part])
        for part in in_parts(sorted(picture_keys)):
            self._add_pictures([self._pictures[key] for key in part])

    def add_rest(self, needed: set[str]) -> None:
        """Adds the captures that no thread has, and those that are needed whatever became of their thread."""
        self.add(self._captures.keys() - self._skipped | needed, set())

    def _add_captures(self, rows: Sequence[dict[str, Any]]) -> None:
        self._write_ahead({row["sha256"]: blob_path("captures", row["sha256"], row["media_type"].value) for row in rows})
        with self._archive.database.write(alone=True) as connection:
            by_key = {row["key"]: row for row in rows}
            present = select(captures.c.key, captures.c.id).where(captures.c.key.in_(by_key))
            stored = {row.key: row.id for row in connection.execute(present)}
            if new := [row for key, row in by_key.items() if key not in stored]:
                connection.execute(insert(captures), new)
                _reference(connection, [row["sha256"] for row in new])
        self.capture_ids |= {row["id"]: stored.get(row["key"], row["id"]) for row in rows}

    def _add_pictures(self, rows: Sequence[dict[str, Any]]) -> None:
        """Adds pictures; one that is there without a copy of its own gets the one of the export."""
        self._write_ahead(
            {row["sha256"]: blob_path("media", row["sha256"], row["media_type"]) for row in rows if row["sha256"]}
        )
        with self._archive.database.write(alone=True) as connection:
            present = select(pictures.c.key, pictures.c.sha256).where(pictures.c.key.in_([row["key"] for row in rows]))
            copies = {row.key: row.sha256 for row in connection.execute(present)}
            if new := [row for row in rows if row["key"] not in copies]:
                connection.execute(insert(pictures), new)
            better = [row for row in rows if row["sha256"] and copies.get(row["key"], "") is None]
            for row in better:
                connection.execute(update(pictures).where(pictures.c.key == row["key"]).values(**row))
            _reference(connection, [row["sha256"] for row in (*new, *better) if row["sha256"]])

    def _write_ahead(self, paths: Mapping[str, str]) -> None:
        """Writes blobs before the transaction that refers to them. Bytes that the export lacks were lost before."""
        absent = {sha256: path for sha256, path in paths.items() if not self._archive.blobs.has(sha256)}
        if not absent:
            return
        with self._archive.database.write(alone=True) as connection:
            mark_unreferenced(connection, set(absent))
        for sha256, path in absent.items():
            if path in self._folder.hashes and self._archive.blobs.write(self._folder.read(path)) != sha256:
                raise Invalid("export_damaged", file=path)


def table_rows(folder: FolderReader, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table that has a file of its own in the export."""
    return (from_json(table, row) for row in folder.read_lines(f"tables/{table.name}.jsonl"))


def _reference(connection: Connection, sha256s: Sequence[str]) -> None:
    """Keeps blobs that now have a row from being swept."""
    connection.execute(unreferenced_blobs.delete().where(unreferenced_blobs.c.sha256.in_(sha256s)))
