"""Loads threads with their Versions, tags and captures: many with as many statements as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, or_, select

from archive import captures, media
from archive.archive import Archive
from archive.points import load_points_of
from archive.tables import threads, versions
from archive.tags import tags
from archive.threads.versions import from_row, list_summaries
from domain.errors import NotFound
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Thread

LOADED_AT_ONCE: Final = 50
"""Threads in one transaction: at most so many are in memory."""


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """A thread with its latest Version, or Version `number`, tagged by `codebook` or by the one that it is shown by."""

    id: str
    number: int | None = None
    codebook: str | None = None


def load_all(archive: Archive, keys: Sequence[ThreadKey]) -> Iterator[Thread]:
    """The threads in this order. Raises `NotFound` for the first that is not there."""
    for loaded in _load_each(archive, keys):
        if isinstance(loaded, NotFound):
            raise loaded
        yield loaded


def load_present(archive: Archive, keys: Sequence[ThreadKey]) -> Iterator[Thread]:
    """Those of the threads that are there, in this order."""
    return (loaded for loaded in _load_each(archive, keys) if isinstance(loaded, Thread))


def _load_each(archive: Archive, keys: Sequence[ThreadKey]) -> Iterator[Thread | NotFound]:
    for start in range(0, len(keys), LOADED_AT_ONCE):
        with archive.database.read() as connection:
            loaded = _load_part(connection, keys[start : start + LOADED_AT_ONCE])
        yield from loaded


def _load_part(connection: Connection, keys: Sequence[ThreadKey]) -> list[Thread | NotFound]:
    by_thread = _version_rows(connection, keys)
    rows = [_choose_row(key, by_thread.get(key.id, ())) for key in keys]
    ids = sorted({row.id for row in rows if row})
    taggings = tags.of_versions(connection, [(row.id, key.codebook) for row, key in zip(rows, keys, strict=True) if row])
    points, sources = load_points_of(connection, ids), captures.of_versions(connection, ids)
    summaries = list_summaries(connection, sorted(by_thread))
    loaded: list[Thread | NotFound] = []
    for key, row in zip(keys, rows, strict=True):
        tagging = taggings.get((row.id, key.codebook)) if row else None
        if row is None:
            loaded.append(NotFound("thread_or_version"))
        elif tagging is None:
            loaded.append(NotFound("version_tagging", codebook=key.codebook or ""))
        else:
            loaded.append(
                Thread(
                    version=from_row(row, points.get(row.id, ()), tagging),
                    codebook=tagging.codebook,
                    captures=sources.get(row.id, ()),
                    id=key.id,
                    archived_at=row.archived_at,
                    gone_at=row.gone_at,
                    number=row.number,
                    versions=summaries[key.id],
                    tags_revision=tagging.revision,
                    redaction=row.redaction or RedactionChoices(),
                )
            )
    return _with_galleries(connection, loaded)


def _version_rows(connection: Connection, keys: Sequence[ThreadKey]) -> Mapping[str, Sequence[Row[Any]]]:
    """The rows of the latest Versions and of those with one of the numbers, by thread; with what the thread itself has."""
    columns = (threads.c.latest, threads.c.archived_at, threads.c.gone_at, threads.c.redaction)
    numbers = {key.number for key in keys if key.number}
    query = (
        select(versions, *columns)
        .join(threads, threads.c.id == versions.c.thread_id)
        .where(threads.c.id.in_({key.id for key in keys}), threads.c.deleted_at.is_(None))
        .where(or_(versions.c.number == threads.c.latest, versions.c.number.in_(numbers)))
    )
    by_thread: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query):
        by_thread.setdefault(row.thread_id, []).append(row)
    return by_thread


def _choose_row(key: ThreadKey, rows: Sequence[Row[Any]]) -> Row[Any] | None:
    return next((row for row in rows if row.number == (key.number or row.latest)), None)


def _with_galleries(connection: Connection, loaded: Sequence[Thread | NotFound]) -> list[Thread | NotFound]:
    present = [thread for thread in loaded if isinstance(thread, Thread)]
    galleries = iter(media.load_galleries(connection, [thread.version for thread in present]))
    return [replace(thread, gallery=next(galleries)) if isinstance(thread, Thread) else thread for thread in loaded]
