"""Captures: raw input, kept once however often it comes."""

from __future__ import annotations

import json

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, exists, select

from archive.archive import Archive
from archive.blob_gc import keep_blob, throw_away, write_ahead
from archive.tables import captures, submissions, version_captures
from domain.digest import digest
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.capture import Capture, CaptureSummary, Hints

HINTS = TypeAdapter(Hints)


def keep(archive: Archive, capture: Capture) -> str:
    """Keep `capture` and return its id; the same input again, by however many at once, has the same one."""
    write_ahead(archive, capture.body)
    with archive.database.write(alone=True) as connection:
        return keep_in(connection, archive, capture)


def keep_in(connection: Connection, archive: Archive, capture: Capture) -> str:
    """Keep `capture` within a transaction that is `alone`; its blob is written ahead of that."""
    sha256 = keep_blob(connection, archive, capture.body)
    key = _key(capture, sha256)
    known = connection.execute(select(captures.c.id).where(captures.c.key == key)).scalar_one_or_none()
    return known or _insert(connection, key, sha256, capture)


def _key(capture: Capture, sha256: str) -> str:
    """What makes two captures the same input: bytes, way, kind, address and what a person said; not when it came."""
    said = HINTS.dump_python(capture.hints, mode="json", exclude_defaults=True)
    whole = [sha256, capture.via, capture.media_type, capture.url, said]
    return digest(json.dumps(whole, sort_keys=True).encode())


def _insert(connection: Connection, key: str, sha256: str, capture: Capture) -> str:
    id_ = new_id()
    connection.execute(
        captures.insert().values(
            id=id_,
            key=key,
            sha256=sha256,
            size=len(capture.body),
            via=capture.via,
            media_type=capture.media_type,
            url=capture.url,
            title=capture.title,
            hints=capture.hints,
            captured_at=capture.captured_at,
        )
    )
    return id_


def load(archive: Archive, id_: str) -> Capture:
    """The Capture as it came. Raises `NotFound`."""
    with archive.database.read() as connection:
        row = connection.execute(select(captures).where(captures.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("This capture is not kept any more.")
    body = archive.blobs.read(row.sha256)
    return Capture(body, row.via, row.media_type, row.captured_at, row.url, row.title, row.hints)


def of_version(connection: Connection, version_id: int) -> tuple[CaptureSummary, ...]:
    """The captures that a Version was made from, the oldest first."""
    rows = connection.execute(
        select(captures)
        .join(version_captures, version_captures.c.capture_id == captures.c.id)
        .where(version_captures.c.version_id == version_id)
        .order_by(captures.c.captured_at, captures.c.id)
    )
    return tuple(CaptureSummary(row.id, row.via, row.captured_at, row.url, row.sha256) for row in rows)


def ids_of(connection: Connection, version_id: int) -> set[str]:
    """Ids of the captures that a Version was made from."""
    cited = select(version_captures.c.capture_id).where(version_captures.c.version_id == version_id)
    return set(connection.execute(cited).scalars())


def drop_unused(connection: Connection, ids: set[str]) -> None:
    """Delete those of `ids` that no Version was made from and no submission still needs; their blobs become litter."""
    used = exists().where(version_captures.c.capture_id == captures.c.id)
    awaited = exists().where(submissions.c.capture_id == captures.c.id, submissions.c.finished_at.is_(None))
    unused = delete(captures).where(captures.c.id.in_(ids), ~used, ~awaited).returning(captures.c.sha256)
    throw_away(connection, set(connection.execute(unused).scalars()))
