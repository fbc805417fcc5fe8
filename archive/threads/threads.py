"""Threads: what the archive is for. A reading finds its thread by any part of it, and is added when it says something new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy import delete as delete_from

from archive import captures, media
from archive.archive import Archive
from archive.blob_gc import sweep, throw_away
from archive.tables import captures as capture_rows
from archive.tables import handouts, redirects, submissions, threads, version_captures
from archive.tables import versions as version_rows
from archive.tags import tags
from archive.tags.copy_tags import copy_tags
from archive.threads import aliases, versions
from archive.threads.matching import Kin, cited, kin_of, kin_of_thread
from archive.threads.merging import join
from archive.threads.versions import Origin
from domain.errors import NotFound
from domain.ids import new_id
from domain.novelty import has_new_content
from domain.shapes.submission import State
from domain.shapes.theme import CodebookRef, Tagging
from domain.shapes.thread import Cause, Thread, Version
from domain.version_digest import version_digest


class Overtaken(Exception):
    """Another capture of the thread, or a edit, came in while this reading was made: read all of it, and store that."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a reading went: its thread, the number of its Version, and whether that was added now."""

    thread_id: str
    number: int
    added: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """What lay below a Version when it was made.

    `kin` is what it was merged with, `unedited` what was read where people have edited it, `again` the thread whose address
    was asked again.
    """

    kin: Kin
    unedited: Version | None = None
    cause: Cause = Cause.READ
    again: str | None = None


def kin(archive: Archive, version: Version, capture_ids: Sequence[str], again: str | None = None) -> Kin:
    """All that the archive has of the thread that this reading is of; `again` is the thread whose address was asked again.

    Raises `NotFound` when a capture was deleted meanwhile, `AnotherThread` when what came has nothing to do with `again`.
    """
    with archive.database.read() as connection:
        made_from = _captures(connection, capture_ids)
        return kin_of(connection, _names(version, made_from), version, capture_ids, again)


def kin_of_id(archive: Archive, thread_id: str) -> Kin:
    """All that the archive has of one thread. Raises `NotFound`."""
    with archive.database.read() as connection:
        latest(connection, thread_id)
        return kin_of_thread(connection, thread_id)


def store(
    archive: Archive, version: Version, capture_ids: Sequence[str], codebook: CodebookRef, laid: Laid | None = None
) -> Stored:
    """Keep a reading made from those captures, tagged with that codebook.

    The thread is found by any of its names, else begun; several that turn out to be one are joined. A reading that says no
    more than the thread's last one adds no Version: its captures join that one's and the model's tags replace the model's.
    Without `laid` nothing was merged, and only posts and captures find the thread, not words. Raises `NotFound` when a capture
    was deleted meanwhile, and `Overtaken` when what it is `laid` on is not all there is.
    """
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        made_from = _captures(connection, capture_ids)
        read = laid.unedited if laid and laid.unedited else version
        names = _names(read, made_from)
        known = names if laid else aliases.proofs(read, (sha256 for sha256, _ in made_from.values()))
        found = kin_of(connection, known, read, capture_ids, laid.again if laid else None)
        if laid and (found.captures, found.edits) != (laid.kin.captures, laid.kin.edits):
            raise Overtaken
        thread_id = _one_thread(connection, found) or _begin(connection, now)
        captured_at = max((at for _, at in made_from.values()), default=now)
        cause = laid.cause if laid else Cause.READ
        origin = Origin(captured_at, now, cause, laid.unedited if laid else None)
        names = aliases.both(names, aliases.names_of(version, ()))
        return _keep(connection, thread_id, version, origin, set(made_from), names, codebook)


def _keep(
    connection: Connection,
    thread_id: str,
    version: Version,
    origin: Origin,
    capture_ids: set[str],
    names: aliases.Names,
    codebook: CodebookRef,
) -> Stored:
    before = versions.row_of(connection, thread_id, latest(connection, thread_id))
    stored, version_id = _add(connection, thread_id, version, origin)
    cite(connection, version_id, capture_ids)
    tags.put(connection, version_id, codebook, version.points, origin.made_at, version.judge)
    if not stored.added:
        versions.lay(connection, version_id, origin)
    else:
        copy_tags(connection, before, version_id, version.points, codebook.id)
    aliases.register(connection, names, thread_id)
    set_latest(connection, thread_id, stored.number, origin.made_at)
    return stored


def _names(version: Version, made_from: Mapping[str, tuple[str, datetime]]) -> aliases.Names:
    return aliases.names_of(version, (sha256 for sha256, _ in made_from.values()))


def _captures(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Hash and date of each capture."""
    rows = connection.execute(select(capture_rows).where(capture_rows.c.id.in_(ids)))
    found = {row.id: (row.sha256, row.captured_at) for row in rows}
    if missing := set(ids) - found.keys():
        raise NotFound(f"What this thread was read from was deleted meanwhile ({len(missing)} of {len(ids)}).")
    return found


def _one_thread(connection: Connection, found: Kin) -> str | None:
    """The oldest of them, with the others joined to it."""
    if not found.threads:
        return None
    kept, *others = found.threads
    for gone in others:
        join(connection, kept, gone)
    if others:
        set_latest(connection, kept, versions.last_number(connection, kept))
    return kept


def _begin(connection: Connection, now: datetime) -> str:
    thread_id = new_id()
    connection.execute(insert(threads).values(id=thread_id, latest=0, archived_at=now, updated_at=now))
    return thread_id


def set_latest(connection: Connection, thread_id: str, number: int, now: datetime | None = None) -> None:
    values = {"latest": number} | ({"updated_at": now} if now else {})
    connection.execute(update(threads).where(threads.c.id == thread_id).values(**values))


def _add(connection: Connection, thread_id: str, version: Version, origin: Origin) -> tuple[Stored, int]:
    """The thread's last Version when this one is no news, else a new one; and its row id."""
    number = latest(connection, thread_id)
    last = versions.row_of(connection, thread_id, number)
    if last and not _is_news(connection, version, origin, last):
        return Stored(thread_id, number, added=False), last.id
    version_id = versions.insert_version(connection, thread_id, number + 1, version, origin)
    return Stored(thread_id, number + 1, added=True), version_id


def _is_news(connection: Connection, version: Version, origin: Origin, last: Row[Any]) -> bool:
    """Reading again is about every word and remark; else only what it says of the thread counts."""
    if last.digest == version_digest(version):
        return False
    return (
        origin.cause is Cause.REREAD or last.cause is Cause.JOINED or has_new_content(version, versions.load(connection, last))
    )


def latest(connection: Connection, thread_id: str) -> int:
    """The number of the thread's latest Version. Raises `NotFound`."""
    number = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one_or_none()
    if number is None:
        raise NotFound("There is no thread under this address.")
    return int(number)


def cite(connection: Connection, version_id: int, capture_ids: set[str]) -> None:
    """Let the Version of that row name those captures."""
    if new := capture_ids - captures.ids_of(connection, version_id):
        rows = [{"version_id": version_id, "capture_id": capture_id} for capture_id in sorted(new)]
        connection.execute(insert(version_captures), rows)


def load(archive: Archive, id_: str, number: int | None = None, codebook: str | None = None) -> Thread:
    """The thread with its latest Version, or Version `number`, tagged by `codebook` or by the one it was tagged with last.

    Raises `NotFound`.
    """
    with archive.database.read() as connection:
        thread = connection.execute(select(threads).where(threads.c.id == id_)).one_or_none()
        row = versions.row_of(connection, id_, number or thread.latest) if thread else None
        if thread is None or row is None:
            raise NotFound("There is no thread under this address, or no such version of it.")
        tagging = tags.of_version(connection, row.id, codebook)
        if tagging is None:
            raise NotFound(f"This version of the thread is not tagged with the codebook {codebook}.")
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


def taggings(archive: Archive, id_: str) -> tuple[Tagging, ...]:
    """What the thread's latest Version was tagged with, the codebook it is shown by first. Raises `NotFound`."""
    with archive.database.read() as connection:
        row = versions.row_of(connection, id_, latest(connection, id_))
        if row is None:
            raise NotFound("There is no thread under this address.")
        return tags.taggings_of(connection, row.id)


def retag(archive: Archive, thread: Thread) -> None:
    """Make the model's tags on the thread's points those of its Version, in its codebook. A thread that is gone is let go."""
    assert thread.id is not None
    assert thread.number is not None
    with archive.database.write(alone=True) as connection:
        if row := versions.row_of(connection, thread.id, thread.number):
            tags.put_again(connection, row.id, thread.codebook, thread.version.points, thread.version.judge)


def moved(archive: Archive, id_: str) -> str | None:
    """Where a thread went that was merged into another; None when `id_` is not such a thread's."""
    with archive.database.read() as connection:
        return connection.execute(select(redirects.c.thread_id).where(redirects.c.id == id_)).scalar_one_or_none()


def delete(archive: Archive, id_: str) -> None:
    """Delete the thread with all that is its own: versions, tags, handouts, names, and the captures nobody else uses.

    Raises `NotFound`. A submission that was about to hand the thread out is cancelled; a capture that another one is yet to be
    read from is kept for it.
    """
    with archive.database.write(alone=True) as connection:
        _cancel_unfinished(connection, id_, archive.clock())
        made_from = cited(connection, [id_])
        its_own = or_(handouts.c.thread_id == id_, handouts.c.theme.is_not(None))  # a theme sheet may hold its words
        shown = media.cited_by(connection, _versions(connection, id_))
        files = set(connection.execute(select(handouts.c.sha256).where(its_own)).scalars()) - {None}
        if connection.execute(delete_from(threads).where(threads.c.id == id_)).rowcount == 0:
            raise NotFound("There is no thread under this address.")
        connection.execute(delete_from(handouts).where(handouts.c.theme.is_not(None)))
        throw_away(connection, files)
        captures.drop_unused(connection, made_from)
        media.drop_unused(connection, shown)
    sweep(archive)


def _cancel_unfinished(connection: Connection, thread_id: str, now: datetime) -> None:
    """Nobody waits any more for the handout of a thread that goes; its worker notices at its next step."""
    mine = update(submissions).where(submissions.c.thread_id == thread_id, submissions.c.finished_at.is_(None))
    connection.execute(mine.values(state=State.CANCELLED, detail=None, finished_at=now))


def _versions(connection: Connection, thread_id: str) -> list[int]:
    """Row ids of all its Versions."""
    return list(connection.execute(select(version_rows.c.id).where(version_rows.c.thread_id == thread_id)).scalars())
