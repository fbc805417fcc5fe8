"""Handouts: rows for files that the server requests and a worker renders, found by a key of all they are made from.

The functions that a worker calls raise `LeaseLost` when the handout is no longer its own, or its thread was deleted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from archive import leases
from archive.archive import Archive
from archive.blob_gc import reference_blob, write_ahead
from archive.tables import handouts
from archive.tags.theme_points import ThemeThreads
from archive.threads.loading import ThreadKey, load_all
from archive.threads.versions import require_thread
from domain.digest import digest
from domain.editions import Edition
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.codebook import CodebookRef
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState, Joint, JointSource
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Thread


def key_for(thread: Thread, edition: Edition, format_: Format, renderer: str, options: str = "") -> HandoutKey:
    """The key of a handout of this archived thread, as the thread is now."""
    if thread.id is None or thread.number is None:
        raise ValueError("only an archived thread has stored handouts")
    content = (thread.id, thread.number, thread.tags_revision, thread.codebook, edition, format_, renderer, options)
    return HandoutKey(*content, pictures=thread.gallery.stored, contents_digest=_redaction_digest([thread], options))


def joint_key(
    joined: Sequence[Thread], title: str, edition: Edition, format_: Format, renderer: str, options: str = ""
) -> HandoutKey:
    """The key of a handout of several archived threads, as they are now."""
    sources = tuple(
        JointSource(thread.id or "", thread.number or 0, thread.tags_revision, thread.codebook, thread.gallery.stored)
        for thread in joined
    )
    key = HandoutKey(None, 0, 0, joined[0].codebook, edition, format_, renderer, options)
    return replace(key, joint=Joint(sources, title), contents_digest=_redaction_digest(joined, options))


def _redaction_digest(joined: Sequence[Thread], options: str) -> str | None:
    """A digest of what people said about names to hide; None while nobody said anything, and where names are shown."""
    if "redact=1" not in options.split("&") or all(thread.redaction == RedactionChoices() for thread in joined):
        return None
    return digest(json.dumps([asdict(thread.redaction) for thread in joined]).encode())


def load_joined(archive: Archive, joint: Joint) -> tuple[Thread, ...]:
    """The threads of a joint handout. Raises `NotFound` when one of them is gone."""
    keys = [ThreadKey(source.thread_id, source.version, source.codebook.id) for source in joint.sources]
    return tuple(load_all(archive, keys))


def theme_sheet_key(
    theme: str, theme_threads: ThemeThreads, codebook: CodebookRef, renderer: str, options: str = ""
) -> HandoutKey:
    """The key of the sheet of a theme (`family/theme`), as the archive is now."""
    key = HandoutKey(None, 0, 0, codebook, Edition.ANNOTATED, Format.PDF, renderer, options)
    return replace(key, theme=theme, contents_digest=theme_threads.digest)


def request(archive: Archive, key: HandoutKey, *, again: bool = False) -> Handout:
    """The handout of `key`, requested now unless it was before. With `again`, one that failed is requested again.

    Raises `NotFound` when the thread is gone.
    """
    with archive.database.write(alone=True) as connection:
        row = _row(connection, key) or _insert(connection, archive, key)
        if again and row.state is HandoutState.FAILED:
            values = {"state": HandoutState.REQUESTED, **leases.reset_values()}
            statement = update(handouts).where(handouts.c.id == row.id).values(**values).returning(handouts)
            row = connection.execute(statement).one()
        return _handout(row)


def find(archive: Archive, key: HandoutKey) -> Handout | None:
    """The handout of `key`, in whatever state, if it was requested."""
    with archive.database.read() as connection:
        row = _row(connection, key)
        return _handout(row) if row else None


def get(archive: Archive, id_: str) -> Handout:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        row = connection.execute(select(handouts).where(handouts.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("handout")
    return _handout(row)


def read(archive: Archive, handout: Handout) -> bytes:
    """The file. Raises `NotFound` when it is not rendered yet, or was deleted with its thread."""
    if handout.sha256 is None:
        raise NotFound("handout_not_ready")
    try:
        return archive.blobs.read(handout.sha256)
    except FileNotFoundError as error:
        raise NotFound("handout_deleted") from error


_rows: Final = leases.LeasedRows(handouts, {"state": HandoutState.REQUESTED})
renew: Final = _rows.renew
fail: Final = _rows.fail
release: Final = _rows.release
unclaimed: Final = _rows.unclaimed


def claim(archive: Archive, id_: str) -> Handout | None:
    """Claims the handout; None when it has ended, is claimed or deleted, or its attempts are used up."""
    with archive.database.write() as connection:
        row = leases.claim(connection, handouts, id_, archive.clock(), state=HandoutState.RENDERING)
        return _handout(row) if row else None


def finish(archive: Archive, claimed: Handout, body: bytes) -> None:
    """Stores the rendered file. Raises `LeaseLost`."""
    write_ahead(archive, body)
    with archive.database.write(alone=True) as connection:
        values = {"state": HandoutState.DONE, "size": len(body), "finished_at": archive.clock()}
        leases.update_claimed(connection, handouts, claimed, sha256=reference_blob(connection, archive, body), **values)


def _digest(key: HandoutKey) -> str:
    return digest(json.dumps(asdict(key), sort_keys=True).encode())


def _row(connection: Connection, key: HandoutKey) -> Row[Any] | None:
    return connection.execute(select(handouts).where(handouts.c.key == _digest(key))).one_or_none()


def _insert(connection: Connection, archive: Archive, key: HandoutKey) -> Row[Any]:
    if key.thread_id is not None:
        require_thread(connection, key.thread_id)
    values = {
        "thread_id": key.thread_id,
        "theme": key.theme,
        "contents_digest": key.contents_digest,
        "joint": key.joint,
        "version": key.version,
        "tags_revision": key.tags_revision,
        "pictures": key.pictures,
        "codebook_id": key.codebook.id,
        "codebook_version": key.codebook.version,
        "edition": key.edition,
        "format": key.format,
        "renderer": key.renderer,
        "options": key.options,
        "state": HandoutState.REQUESTED,
        "created_at": archive.clock(),
    }
    return connection.execute(insert(handouts).values(id=new_id(), key=_digest(key), **values).returning(handouts)).one()


def _handout(row: Row[Any]) -> Handout:
    codebook = CodebookRef(row.codebook_id, row.codebook_version)
    content = (row.thread_id, row.version, row.tags_revision, codebook, row.edition, row.format, row.renderer, row.options)
    sources = {"pictures": row.pictures, "theme": row.theme, "contents_digest": row.contents_digest, "joint": row.joint}
    key = HandoutKey(*content, **sources)
    return Handout(
        id=row.id,
        key=key,
        state=row.state,
        created_at=row.created_at,
        sha256=row.sha256,
        size=row.size,
        failure=leases.failure_of(row),
        attempts=row.attempts,
        claim=row.claim,
        finished_at=row.finished_at,
    )
