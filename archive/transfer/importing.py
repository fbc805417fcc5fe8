"""Imports an export into an archive, empty or not: what is there already stays as it is, and running it again adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select, text

from archive.archive import Archive
from archive.database import in_parts
from archive.library import index
from archive.tables import (
    codebooks,
    redirects,
    steps,
    submissions,
    taggings,
    threads,
    versions,
)
from archive.threads.aliases import find_owners
from archive.transfer.blob_import import BlobImport, table_rows
from archive.transfer.contents import AFTER_THREADS, OF_THREAD
from archive.transfer.export import ABOUT, FORMAT
from archive.transfer.folder import FolderReader
from archive.transfer.rows import from_json
from domain.errors import Invalid
from domain.ids import is_id
from domain.shapes.codebook import CodebookRef

Rows = dict[str, list[dict[str, Any]]]
THREADS_AT_ONCE: Final = 50
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Imported:
    """How many threads were added, and which were not, with the thread that is there in their place."""

    added: int = 0
    skipped: dict[str, str] = field(default_factory=dict)


class Importer:
    """One import. `run` checks the folder before it writes; each batch of threads is a transaction of its own."""

    def __init__(self, archive: Archive, folder: FolderReader) -> None:
        """Raises `Invalid` when it is no export, or one of a newer Threadsheet."""
        about = folder.read_json(ABOUT) if ABOUT in folder.hashes else {}
        if not isinstance(about, dict) or not isinstance(about.get("format"), int):
            raise Invalid("export_about")
        if about["format"] > FORMAT:
            raise Invalid("export_newer", format=about["format"])
        self._archive, self._folder, self._about = archive, folder, about
        self._blobs = BlobImport(archive, folder)
        # The version that a codebook of the export has in this archive, where that differs.
        self._codebooks: dict[CodebookRef, int] = {}
        self.result = Imported()

    def run(self, progress: Progress) -> Imported:
        """Raises `Invalid`, naming the file, when anything is missing or changed: then nothing was written."""
        for path, kind in self._folder.faults():
            if kind != "unknown":
                raise Invalid("export_damaged", file=path)
        self._blobs.load()
        self._reserve_numbers()
        self._import_codebooks()
        paths = self._folder.paths("threads/", ".json")
        for start in range(0, len(paths), THREADS_AT_ONCE):
            batch = paths[start : start + THREADS_AT_ONCE]
            self._import_threads([self._read_thread(path) for path in batch])
            progress(start + len(batch), len(paths))
        self._import_rest()
        return self.result

    def _table_rows(self, table: Table) -> Iterator[dict[str, Any]]:
        return table_rows(self._folder, table)

    def _reserve_numbers(self) -> None:
        """Makes the database count on above the numbers of the export, so that they can be kept. Raises `Invalid`."""
        highest = self._about.get("highest_ids")
        if not isinstance(highest, Mapping) or not all(isinstance(number, int) for number in highest.values()):
            raise Invalid("export_about")
        with self._archive.database.write() as connection:
            for table in _numbered_tables():
                _count_on(connection, table, highest.get(table.name, 0))

    def _import_codebooks(self) -> None:
        """Adds versions of codebooks; one whose number is taken by other content gets the next number."""
        with self._archive.database.write(alone=True) as connection:
            for row in self._table_rows(codebooks):
                of_id = select(codebooks.c.version, codebooks.c.digest).where(codebooks.c.id == row["id"])
                present = {stored.version: stored.digest for stored in connection.execute(of_id)}
                version = row["version"]
                if present.get(version, row["digest"]) != row["digest"]:
                    same = [number for number, digest in present.items() if digest == row["digest"]]
                    version = same[0] if same else max(present) + 1
                    self._codebooks[CodebookRef(row["id"], row["version"])] = version
                if version not in present:
                    connection.execute(insert(codebooks), [row | {"version": version}])

    def _read_thread(self, path: str) -> Rows:
        """The rows of a file. Raises `Invalid` when they are not of one thread."""
        content = self._folder.read_json(path)
        tables = {table.name: table for table in OF_THREAD}
        if not isinstance(content, dict) or not all(isinstance(of_table, list) for of_table in content.values()):
            raise Invalid("export_damaged", file=path)
        if set(content) - tables.keys():
            raise Invalid("export_damaged", file=path)
        rows = {name: [from_json(table, row) for row in content.get(name, ())] for name, table in tables.items()}
        owners = {row["thread_id"] for of_table in rows.values() for row in of_table if "thread_id" in row}
        ids = [row["id"] for row in rows["threads"]]
        if len(ids) != 1 or owners - set(ids) or not is_id(ids[0]) or not rows["versions"] or not _fits(rows):
            raise Invalid("export_damaged", file=path)
        return rows

    def _import_threads(self, batch: Sequence[Rows]) -> None:
        """Adds the threads that are not there yet, with the captures and pictures that they need."""
        with self._archive.database.read() as connection:
            new = [rows for rows in batch if not self._is_present(connection, rows)]
        capture_ids = {row["capture_id"] for rows in new for row in rows["version_captures"]}
        keys = {row["picture_key"] for rows in new for row in rows["version_pictures"]}
        self._blobs.add(capture_ids, keys)
        with self._archive.database.write(alone=True) as connection:
            for rows in new:
                if not self._is_present(connection, rows):
                    self._insert_thread(connection, rows)
                    self.result.added += 1

    def _is_present(self, connection: Connection, rows: Rows) -> bool:
        """Whether the archive has the thread, by its id or by any of its names; then it is noted as skipped."""
        id_ = rows["threads"][0]["id"]
        present = connection.execute(select(threads.c.id).where(threads.c.id == id_)).scalar_one_or_none()
        present = present or connection.execute(select(redirects.c.thread_id).where(redirects.c.id == id_)).scalar_one_or_none()
        if not present:
            owners = find_owners(connection, (row["key"] for row in rows["aliases"]))
            present = min(owners.values(), default=None)
        if present:
            self.result.skipped[id_] = present
            self._blobs.skip(row["capture_id"] for row in rows["version_captures"])
        return present is not None

    def _insert_thread(self, connection: Connection, rows: Rows) -> None:
        """Inserts the rows; numbers that are taken here are replaced by new ones, in their order."""
        numbers: dict[str, dict[int, int]] = {}
        for table in OF_THREAD:
            if values := [self._renamed(row, numbers) for row in rows[table.name]]:
                if table in _numbered_tables():
                    numbers[table.name] = _free_numbers(connection, table, [row["id"] for row in values])
                    values = [row | {"id": numbers[table.name][row["id"]]} for row in values]
                for part in in_parts(values):
                    connection.execute(insert(table), part)
        if rows["threads"][0]["deleted_at"] is None:
            index.refresh(connection, rows["threads"][0]["id"])

    def _renamed(self, row: dict[str, Any], numbers: Mapping[str, Mapping[int, int]]) -> dict[str, Any]:
        changed = dict(row)
        if "version_id" in row:
            changed["version_id"] = numbers[versions.name].get(row["version_id"])
        if "tagging_id" in row:
            changed["tagging_id"] = numbers[taggings.name].get(row["tagging_id"])
        if "capture_id" in row:
            changed["capture_id"] = self._blobs.capture_ids.get(row["capture_id"])
        if "codebook_version" in row:
            ref = CodebookRef(row["codebook_id"], row["codebook_version"])
            changed["codebook_version"] = self._codebooks.get(ref, row["codebook_version"])
        if None in (changed.get("version_id", 0), changed.get("tagging_id", 0)):
            raise Invalid("export_row", table=versions.name)
        return changed

    def _import_rest(self) -> None:
        """Adds what comes after threads: submissions with their steps, searches, batches, answers of a model."""
        needed = {row[name] for row in self._table_rows(submissions) for name in ("capture_id", "snapshot_id")}
        self._blobs.add_rest(needed - {None})
        for table in AFTER_THREADS:
            for part in in_parts(list(self._table_rows(table))):
                with self._archive.database.write(alone=True) as connection:
                    new = _absent(connection, table, [self._moved(table, row) for row in part])
                    if new:
                        connection.execute(insert(table), new)

    def _moved(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """The row with the threads, captures and versions of codebooks that this archive has for those of the export."""
        moved = dict(row)
        if table is submissions:
            moved |= {name: self._blobs.capture_ids.get(row[name]) for name in ("capture_id", "snapshot_id")}
        if "thread_id" in row:
            moved["thread_id"] = self.result.skipped.get(row["thread_id"], row["thread_id"])
        if "codebook_version" in row:
            ref = CodebookRef(row["codebook_id"], row["codebook_version"])
            moved["codebook_version"] = self._codebooks.get(ref, row["codebook_version"])
        return moved


def _fits(rows: Rows) -> bool:
    """Whether each Version has its points, counted from 1, and each tag one of them."""
    points_of = {row["version_id"]: row["points"] for row in rows["points"]}
    counted = all(
        [point.position for point in points_of.get(row["id"], ())] == list(range(1, row["points"] + 1))
        for row in rows["versions"]
    )
    return counted and all(0 < row["position"] <= len(points_of.get(row["version_id"], ())) for row in rows["tags"])


def _numbered_tables() -> tuple[Table, ...]:
    return tuple(table for table in OF_THREAD if "id" in table.c and table.c.id.type.python_type is int)


def _free_numbers(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, int]:
    """The same numbers where all are free, else new ones above all that are taken, in the same order."""
    used: list[int] = []
    for part in in_parts(numbers):
        used += connection.execute(select(table.c.id).where(table.c.id.in_(part))).scalars()
    if not used:
        return {number: number for number in numbers}
    first = int(connection.execute(select(func.max(table.c.id))).scalar_one()) + 1
    renumbered = {number: first + place for place, number in enumerate(sorted(numbers))}
    _count_on(connection, table, max(renumbered.values()))
    return renumbered


def _count_on(connection: Connection, table: Table, number: int) -> None:
    """Makes PostgreSQL give numbers above `number`; SQLite counts on above what is there by itself."""
    if connection.dialect.name == "postgresql":
        move = "SELECT setval(s, greatest(:number, nextval(s))) FROM pg_get_serial_sequence(:name, 'id') AS s"
        connection.execute(text(move), {"number": number, "name": table.name})


def _absent(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows whose key is not in the table; steps of submissions that are there stay as they are."""
    key = table.c.submission_id if table is steps else next(iter(table.primary_key.columns))
    columns = tuple(table.primary_key.columns)
    query = select(*columns).where(key.in_({row[key.name] for row in rows}))
    present = {tuple(row) for row in connection.execute(query)}
    return [row for row in rows if tuple(row[column.name] for column in columns) not in present]
