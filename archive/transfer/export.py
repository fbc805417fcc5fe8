"""Exports the archive: one state of the database, and every blob that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from archive.archive import Archive
from archive.tables import captures, pictures, threads, versions
from archive.transfer.contents import AFTER_THREADS, BEFORE_THREADS, OF_THREAD, thread_column, version_ids
from archive.transfer.folder import FolderWriter
from archive.transfer.rows import plain_columns, to_json
from domain.digest import digest
from domain.version import VERSION

FORMAT: Final = 1
"""The form of the folder. A reader refuses a higher one."""
ABOUT: Final = "archive.json"
THREADS_AT_ONCE: Final = 100
ROWS_AT_ONCE: Final = 1_000
Transcriber = Callable[[str], str | None]
"""A thread as a text that a person reads; None for one that has none."""
Progress = Callable[[int, int], None]
"""Told how many of how many threads are done."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by table, and the paths of blobs that the archive has lost."""

    rows: Mapping[str, int]
    lost: Sequence[str]


def export(archive: Archive, folder: Path, readme: str, transcribe: Transcriber, progress: Progress) -> Exported:
    """Writes the export. What changes meanwhile is not in it. Raises `Invalid` when the folder is not empty."""
    writer = FolderWriter(folder)
    with archive.database.read() as connection:
        counts = {table.name: _write_table(writer, connection, table) for table in (*BEFORE_THREADS, *AFTER_THREADS)}
        lost = [path for path, sha256 in _blobs(connection) if not _write_blob(writer, archive, path, sha256)]
        highest = _write_threads(writer, connection, counts, transcribe, progress)
    about = {"format": FORMAT, "threadsheet": VERSION, "exported_at": archive.clock().isoformat()}
    writer.write_json(ABOUT, about | {"rows": counts, "highest_ids": highest})
    writer.write("README.md", readme.encode())
    writer.finish()
    return Exported(counts, lost)


def _write_threads(
    writer: FolderWriter, connection: Connection, counts: dict[str, int], transcribe: Transcriber, progress: Progress
) -> dict[str, int]:
    """Writes a file for each thread, counts its rows, and returns the highest number of each table."""
    ids = connection.execute(select(threads.c.id).order_by(threads.c.archived_at, threads.c.id)).scalars().all()
    highest: dict[str, int] = {}
    for start in range(0, len(ids), THREADS_AT_ONCE):
        batch = ids[start : start + THREADS_AT_ONCE]
        for id_, tables in _load(connection, batch).items():
            _count(tables, counts, highest)
            writer.write_json(f"threads/{id_}.json", tables)
            if text := transcribe(id_):
                writer.write(f"threads/{id_}.txt", text.encode("utf-8", "replace"))
        progress(start + len(batch), len(ids))
    return highest


def _write_table(writer: FolderWriter, connection: Connection, table: Table) -> int:
    query = select(*plain_columns(table)).order_by(*table.primary_key.columns)
    result = connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    return writer.write_lines(f"tables/{table.name}.jsonl", map(to_json, result))


def _blobs(connection: Connection) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of everything that captures and pictures name."""
    of_captures = select(captures.c.sha256, captures.c.media_type).distinct()
    for sha256, type_ in connection.execute(of_captures).all():
        yield blob_path("captures", sha256, type_.value), sha256
    of_pictures = select(pictures.c.sha256, pictures.c.media_type).where(pictures.c.sha256.is_not(None)).distinct()
    for sha256, type_ in connection.execute(of_pictures).all():
        yield blob_path("media", sha256, type_), sha256


def _write_blob(writer: FolderWriter, archive: Archive, path: str, sha256: str) -> bool:
    """Whether the archive still has these very bytes."""
    try:
        body = archive.blobs.read(sha256)
    except FileNotFoundError:
        return False
    if digest(body) != sha256:
        return False
    writer.write(path, body)
    return True


ENDINGS: Final[Mapping[str, str]] = {
    "text/plain": "txt",
    "text/html": "html",
    "application/json": "json",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def blob_path(folder: str, sha256: str, media_type: str | None) -> str:
    """Where the export has a blob. Its name is its SHA-256; the ending is for people."""
    return f"{folder}/{sha256[:2]}/{sha256}.{ENDINGS.get(media_type or '', 'bin')}"


def _load(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The rows of those threads by table, in the order of `ids`."""
    loaded: dict[str, dict[str, list[dict[str, Any]]]] = {id_: {} for id_ in ids}
    owners: dict[int, str] = {}
    for table in OF_THREAD:
        name = thread_column(table)
        chosen = version_ids(list(ids)) if name == "version_id" else list(ids)
        query = select(*plain_columns(table)).where(table.c[name].in_(chosen)).order_by(*table.primary_key.columns)
        for row in connection.execute(query):
            owner = owners[row._mapping[name]] if name == "version_id" else row._mapping[name]
            if table is versions:
                owners[row.id] = owner
            loaded[owner].setdefault(table.name, []).append(to_json(row))
    return loaded


def _count(tables: Mapping[str, list[dict[str, Any]]], counts: dict[str, int], highest: dict[str, int]) -> None:
    for name, rows in tables.items():
        counts[name] = counts.get(name, 0) + len(rows)
        for row in rows:
            if isinstance(row.get("id"), int):
                highest[name] = max(highest.get(name, 0), row["id"])
