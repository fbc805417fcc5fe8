"""Threads and their Versions: finds the thread of a reading, stores Versions, loads and deletes threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy import delete as delete_from

from archive import audit, captures, media
from archive.archive import Archive
from archive.blob_gc import mark_unreferenced, sweep
from archive.library import index
from archive.tables import captures as capture_rows
from archive.tables import handouts, redirects, submissions, threads, version_captures
from archive.tables import versions as version_rows
from archive.tags import tags
from archive.tags.copy_tags import copy_tags
from archive.threads import aliases, versions
from archive.threads.loading import ThreadKey, load_all
from archive.threads.matching import ThreadMatch, captures_of, match_reading, match_thread
from archive.threads.merging import merge_threads
from archive.threads.versions import Origin
from domain.errors import NotFound
from domain.ids import new_id
from domain.novelty import has_new_content
from domain.shapes.audit import Action
from domain.shapes.codebook import CodebookRef
from domain.shapes.submission import SCHEDULER, State
from domain.shapes.tag import Tagging
from domain.shapes.thread import Cause, Thread, Version
from domain.version_digest import version_digest


class BaseChanged(Exception):
    """The thread got another capture or edit while this Version was made: make it again from all there is now."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a Version was stored: its thread, its number, and whether it was added now or equals the latest one."""

    thread_id: str
    number: int
    added: bool


@dataclass(frozen=True, slots=True)
class Base:
    """What a Version was made from.

    `match` has the captures and edits, `unedited` the Version before the edits if there are any, `refreshed_id` is the thread
    whose address was fetched again, if one was.
    """

    match: ThreadMatch
    unedited: Version | None = None
    cause: Cause = Cause.READ
    refreshed_id: str | None = None


def find_match(archive: Archive, version: Version, capture_ids: Sequence[str], refreshed_id: str | None = None) -> ThreadMatch:
    """Finds what the archive has of the thread that this reading belongs to.

    Raises `NotFound` when a capture was deleted meanwhile, `AnotherThread` when the reading has nothing in common with the
    thread `refreshed_id`.
    """
    with archive.database.read() as connection:
        sources = _load_captures(connection, capture_ids)
        return match_reading(connection, _names(version, sources), version, capture_ids, refreshed_id)


def match_of(archive: Archive, thread_id: str) -> ThreadMatch:
    """What the archive has of one thread. Raises `NotFound`."""
    with archive.database.read() as connection:
        versions.require_thread(connection, thread_id)
        return match_thread(connection, thread_id)


def store(
    archive: Archive, version: Version, capture_ids: Sequence[str], codebook: CodebookRef, base: Base | None = None
) -> Stored:
    """Stores a Version made from those captures, tagged with that codebook.

    The thread is found by any of its names, else created; several that turn out to be one are merged. A Version
    without new content is not added: its captures are linked to the latest one, whose model tags are replaced by its own.
    Without `base` nothing was merged, and only posts and captures find the thread, not its text. Raises `NotFound` when a
    capture was deleted meanwhile, and `BaseChanged` when the thread has other captures or edits than `base`.
    """
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        sources = _load_captures(connection, capture_ids)
        unedited = base.unedited if base and base.unedited else version
        names = _names(unedited, sources)
        search = names if base else aliases.certain_names(unedited, (sha256 for sha256, _ in sources.values()))
        match = match_reading(connection, search, unedited, capture_ids, base.refreshed_id if base else None)
        if base and (match.captures, match.edits) != (base.match.captures, base.match.edits):
            raise BaseChanged
        thread_id = _merge_into_oldest(connection, match) or _create(connection, now)
        captured_at = max((at for _, at in sources.values()), default=now)
        cause = base.cause if base else Cause.READ
        origin = Origin(captured_at, now, cause, base.unedited if base else None)
        names = aliases.merge_names(names, aliases.names_of(version, ()))
        return _store_version(connection, thread_id, version, origin, set(sources), names, codebook)


def _store_version(
    connection: Connection,
    thread_id: str,
    version: Version,
    origin: Origin,
    capture_ids: set[str],
    names: aliases.Names,
    codebook: CodebookRef,
) -> Stored:
    take_out_of_wastebasket(connection, thread_id)
    before = versions.find_row(connection, thread_id, versions.latest_number(connection, thread_id))
    stored, version_id = _add_if_new(connection, thread_id, version, origin)
    cite_captures(connection, version_id, capture_ids | (captures.snapshots_of(connection, before.id) if before else set()))
    tags.put(connection, version_id, codebook, version.points, origin.made_at, version.judge)
    if not stored.added:
        versions.update_origin(connection, version_id, version, origin)
    else:
        copy_tags(connection, before, version_id, version.points, codebook.id)
    aliases.register(connection, names, version_id)
    set_latest(connection, thread_id, stored.number, origin.made_at)
    index.refresh(connection, thread_id)
    return stored


def take_out_of_wastebasket(connection: Connection, thread_id: str) -> None:
    """A thread that is saved again is no longer to be deleted."""
    connection.execute(update(threads).where(threads.c.id == thread_id).values(deleted_at=None, deleted_by=None))


def _names(version: Version, sources: Mapping[str, tuple[str, datetime]]) -> aliases.Names:
    return aliases.names_of(version, (sha256 for sha256, _ in sources.values()))


def _load_captures(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Hash and date of each capture, by id. Raises `NotFound`."""
    rows = connection.execute(select(capture_rows).where(capture_rows.c.id.in_(ids)))
    loaded = {row.id: (row.sha256, row.captured_at) for row in rows}
    if missing := set(ids) - loaded.keys():
        raise NotFound("captures", missing=len(missing), total=len(ids))
    return loaded


def _merge_into_oldest(connection: Connection, match: ThreadMatch) -> str | None:
    """Merges all threads of the match into the oldest and returns its id; None when there are none."""
    if not match.threads:
        return None
    oldest, *others = match.threads
    for other in others:
        merge_threads(connection, oldest, other)
    if others:
        set_latest(connection, oldest, versions.highest_number(connection, oldest))
    return oldest


def _create(connection: Connection, now: datetime) -> str:
    thread_id = new_id()
    connection.execute(insert(threads).values(id=thread_id, latest=0, archived_at=now, updated_at=now))
    return thread_id


def set_latest(connection: Connection, thread_id: str, number: int, now: datetime | None = None) -> None:
    values = {"latest": number} | ({"updated_at": now} if now else {})
    connection.execute(update(threads).where(threads.c.id == thread_id).values(**values))


def _add_if_new(connection: Connection, thread_id: str, version: Version, origin: Origin) -> tuple[Stored, int]:
    """Adds the Version unless it has nothing new; then returns the row id of the latest one."""
    number = versions.latest_number(connection, thread_id)
    latest = versions.find_row(connection, thread_id, number)
    if latest and not _is_new(connection, version, origin, latest):
        return Stored(thread_id, number, added=False), latest.id
    version_id = versions.insert_version(connection, thread_id, number + 1, version, origin)
    return Stored(thread_id, number + 1, added=True), version_id


def _is_new(connection: Connection, version: Version, origin: Origin, latest: Row[Any]) -> bool:
    """Whether a Version differs from the latest one: in anything after a reread or a merge, else in its content."""
    if latest.digest == version_digest(version):
        return False
    compare_all = origin.cause is Cause.REREAD or latest.cause is Cause.JOINED
    return compare_all or has_new_content(version, versions.load(connection, latest))


def cite_captures(connection: Connection, version_id: int, capture_ids: set[str]) -> None:
    """Records that a Version was made from those captures."""
    if new := capture_ids - captures.ids_of(connection, version_id):
        rows = [{"version_id": version_id, "capture_id": capture_id} for capture_id in sorted(new)]
        connection.execute(insert(version_captures), rows)


def store_snapshot(archive: Archive, thread_id: str, capture_id: str) -> None:
    """Stores a page with the thread's latest Version: later ones keep it. Does nothing when there is no such thread."""
    with archive.database.write(alone=True) as connection:
        number = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one_or_none()
        row = versions.find_row(connection, thread_id, number) if number else None
        if row and connection.execute(select(capture_rows.c.id).where(capture_rows.c.id == capture_id)).one_or_none():
            cite_captures(connection, row.id, {capture_id})


def load(archive: Archive, id_: str, number: int | None = None, codebook: str | None = None) -> Thread:
    """The thread with its latest Version, or Version `number`, tagged by `codebook` or by the one it was tagged with last.

    Raises `NotFound`.
    """
    return next(load_all(archive, [ThreadKey(id_, number, codebook)]))


def list_taggings(archive: Archive, id_: str) -> tuple[Tagging, ...]:
    """The taggings of the thread's latest Version, the one it is shown by first. Raises `NotFound`."""
    with archive.database.read() as connection:
        row = versions.find_row(connection, id_, versions.latest_number(connection, id_))
        if row is None:
            raise NotFound("thread", id=id_)
        return tags.taggings_of(connection, row.id)


def replace_model_tags(archive: Archive, thread: Thread) -> None:
    """Replaces the model's tags of the thread's Version in its codebook. Does nothing when the thread was deleted."""
    assert thread.id is not None
    assert thread.number is not None
    with archive.database.write(alone=True) as connection:
        if row := versions.find_row(connection, thread.id, thread.number):
            tags.put_again(connection, row.id, thread.codebook, thread.version.points, thread.version.judge)
            index.refresh(connection, thread.id)


def merged_into(archive: Archive, id_: str) -> str | None:
    """The thread that `id_` was merged into; None when it was not merged."""
    with archive.database.read() as connection:
        return connection.execute(select(redirects.c.thread_id).where(redirects.c.id == id_)).scalar_one_or_none()


def delete(archive: Archive, id_: str, by: str = SCHEDULER, deleted_before: datetime | None = None) -> None:
    """Deletes the thread with its versions, tags, handouts and names, and the captures that nothing else uses.

    With `deleted_before` only if it was put into the wastebasket before then. Raises `NotFound`. Unfinished submissions for the
    thread are cancelled; a capture that a submission has yet to read stays.
    """
    expired = () if deleted_before is None else (threads.c.deleted_at < deleted_before,)
    with archive.database.write(alone=True) as connection:
        cancel_unfinished(connection, id_, archive.clock())
        index.remove(connection, id_)
        names = [id_, *connection.execute(select(redirects.c.id).where(redirects.c.thread_id == id_)).scalars()]
        capture_ids = captures_of(connection, [id_])
        with_its_text = or_(handouts.c.thread_id == id_, handouts.c.thread_id.is_(None))  # any sheet of several may have it
        picture_keys = media.keys_of_versions(connection, _version_ids(connection, id_))
        blobs = set(connection.execute(select(handouts.c.sha256).where(with_its_text)).scalars()) - {None}
        if connection.execute(delete_from(threads).where(threads.c.id == id_, *expired)).rowcount == 0:
            raise NotFound("thread", id=id_)
        audit.record(connection, archive, by, Action.DELETED_FOR_GOOD, id_, "")
        audit.forget_titles(connection, names)
        connection.execute(delete_from(handouts).where(handouts.c.thread_id.is_(None)))
        mark_unreferenced(connection, blobs)
        captures.delete_unused(connection, capture_ids)
        media.delete_unused(connection, picture_keys)
    sweep(archive)


def cancel_unfinished(connection: Connection, thread_id: str, now: datetime) -> None:
    """Cancels the thread's unfinished submissions; their workers notice at the next step."""
    unfinished = update(submissions).where(submissions.c.thread_id == thread_id, submissions.c.finished_at.is_(None))
    connection.execute(unfinished.values(state=State.CANCELLED, detail=None, finished_at=now))


def _version_ids(connection: Connection, thread_id: str) -> list[int]:
    return list(connection.execute(select(version_rows.c.id).where(version_rows.c.thread_id == thread_id)).scalars())
