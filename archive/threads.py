"""Threads: what the archive is for. A reading finds its thread by any part of it, and is added when it says something new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import delete as delete_from

from archive import aliases, captures, media, tags, versions
from archive.archive import Archive
from archive.errors import NotFound
from archive.ids import new_id
from archive.litter import sweep, throw_away
from archive.shapes.theme import CodebookRef
from archive.shapes.thread import Thread, Version
from archive.tables import captures as capture_rows
from archive.tables import handouts, redirects, threads, version_captures
from archive.tables import versions as version_rows


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a reading went: its thread, the number of its Version, and whether that was added now."""

    thread_id: str
    number: int
    added: bool


def store(archive: Archive, version: Version, capture_ids: Sequence[str], codebook: CodebookRef) -> Stored:
    """Keep a reading made from those captures, tagged with that codebook.

    The thread is found by any of its names, else begun. A reading equal to the thread's last one adds no Version: its captures
    join that one's and the model's tags replace the model's. Raises `NotFound` when a capture was deleted meanwhile.
    """
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        made_from = _captures(connection, capture_ids)
        names = aliases.names_of(version, (sha256 for sha256, _ in made_from.values()))
        thread_id = aliases.find(connection, names) or _begin(connection, now)
        captured_at = max((at for _, at in made_from.values()), default=now)
        stored, version_id = _add(connection, thread_id, version, captured_at)
        _cite(connection, version_id, set(made_from))
        tags.put(connection, version_id, codebook, version.points, now)
        aliases.register(connection, names, thread_id)
        connection.execute(update(threads).where(threads.c.id == thread_id).values(latest=stored.number, updated_at=now))
        return stored


def _captures(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Hash and date of each capture."""
    rows = connection.execute(select(capture_rows).where(capture_rows.c.id.in_(ids)))
    found = {row.id: (row.sha256, row.captured_at) for row in rows}
    if missing := set(ids) - found.keys():
        raise NotFound(f"What this thread was read from was deleted meanwhile ({len(missing)} of {len(ids)}).")
    return found


def _begin(connection: Connection, now: datetime) -> str:
    thread_id = new_id()
    connection.execute(insert(threads).values(id=thread_id, latest=0, archived_at=now, updated_at=now))
    return thread_id


def _add(connection: Connection, thread_id: str, version: Version, captured_at: datetime) -> tuple[Stored, int]:
    """The thread's last Version when it is the same reading, else a new one; and its row id."""
    latest = int(connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one())
    last = versions.row_of(connection, thread_id, latest)
    if last and last.digest == versions.digest_of(version):
        return Stored(thread_id, latest, added=False), last.id
    version_id = versions.put(connection, thread_id, latest + 1, version, captured_at)
    return Stored(thread_id, latest + 1, added=True), version_id


def _cite(connection: Connection, version_id: int, capture_ids: set[str]) -> None:
    cited = select(version_captures.c.capture_id).where(version_captures.c.version_id == version_id)
    if new := capture_ids - set(connection.execute(cited).scalars()):
        rows = [{"version_id": version_id, "capture_id": capture_id} for capture_id in sorted(new)]
        connection.execute(insert(version_captures), rows)


def load(archive: Archive, id_: str, number: int | None = None, codebook: str | None = None) -> Thread:
    """The thread with its latest Version, or Version `number`, tagged by `codebook` or by the one it was tagged with last.

    Raises `NotFound`.
    """
    with archive.database.read() as connection:
        thread = connection.execute(select(threads).where(threads.c.id == id_)).one_or_none()
        row = versions.row_of(connection, id_, number or thread.latest) if thread else None
        tagging = tags.of_version(connection, row.id, codebook) if row else None
        if thread is None or row is None or tagging is None:
            raise NotFound("There is no thread under this address, or no such version of it.")
        version = versions.load(connection, row, tagging)
        return Thread(
            version=version,
            codebook=tagging.codebook,
            captures=captures.of_version(connection, row.id),
            id=id_,
            archived_at=thread.archived_at,
            number=row.number,
            versions=versions.summaries(connection, id_),
            tags_revision=tagging.revision,
            gallery=media.gallery(connection, version),
        )


def moved(archive: Archive, id_: str) -> str | None:
    """Where a thread went that was merged into another; None when `id_` is not such a thread's."""
    with archive.database.read() as connection:
        return connection.execute(select(redirects.c.thread_id).where(redirects.c.id == id_)).scalar_one_or_none()


def delete(archive: Archive, id_: str) -> None:
    """Delete the thread with all that is its own: versions, tags, handouts, names, and the captures nobody else uses.

    Raises `NotFound`. A capture that an unfinished submission waits for is kept for it.
    """
    with archive.database.write(alone=True) as connection:
        made_from = _cited(connection, id_)
        shown = media.cited_by(connection, _versions(connection, id_))
        files = set(connection.execute(select(handouts.c.sha256).where(handouts.c.thread_id == id_)).scalars()) - {None}
        if connection.execute(delete_from(threads).where(threads.c.id == id_)).rowcount == 0:
            raise NotFound("There is no thread under this address.")
        throw_away(connection, files)
        captures.drop_unused(connection, made_from)
        media.drop_unused(connection, shown)
    sweep(archive)


def _cited(connection: Connection, thread_id: str) -> set[str]:
    """Ids of all captures that any Version of the thread was made from."""
    cited = (
        select(version_captures.c.capture_id)
        .join(version_rows, version_rows.c.id == version_captures.c.version_id)
        .where(version_rows.c.thread_id == thread_id)
    )
    return set(connection.execute(cited).scalars())


def _versions(connection: Connection, thread_id: str) -> list[int]:
    """Row ids of all its Versions."""
    return list(connection.execute(select(version_rows.c.id).where(version_rows.c.thread_id == thread_id)).scalars())
