"""Captures: raw input, stored once however often it arrives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, exists, or_, select, update

from archive.archive import Archive
from archive.blob_gc import mark_unreferenced, reference_blob, write_ahead
from archive.tables import captures, submissions, version_captures
from domain.digest import digest
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.capture import Capture, CaptureSummary, Hints, Via

HINTS = TypeAdapter(Hints)


def store(archive: Archive, capture: Capture) -> str:
    """Stores the capture and returns its id, which is the same whenever the same input is stored again."""
    write_ahead(archive, capture.body)
    with archive.database.write(alone=True) as connection:
        return store_in(connection, archive, capture)


def store_in(connection: Connection, archive: Archive, capture: Capture) -> str:
    """Stores the capture in a write `alone`; its blob was written ahead. Sent again without limit, it has none."""
    sha256 = reference_blob(connection, archive, capture.body)
    key = _key(capture, sha256)
    stored_id = connection.execute(select(captures.c.id).where(captures.c.key == key)).scalar_one_or_none()
    if stored_id and not capture.limited:
        lift_limit(connection, stored_id)
    return stored_id or _insert(connection, key, sha256, capture)


def lift_limit(connection: Connection, id_: str) -> None:
    """Lets a capture replace what the archive has, because somebody with the right to says so."""
    connection.execute(update(captures).where(captures.c.id == id_, captures.c.limited).values(limited=False))


def _key(capture: Capture, sha256: str) -> str:
    """A digest of what makes two captures the same input: bytes, way, media type, address and hints; not when it came."""
    hints = HINTS.dump_python(capture.hints, mode="json", exclude_defaults=True)
    parts = [sha256, capture.via, capture.media_type, capture.url, hints]
    return digest(json.dumps(parts, sort_keys=True).encode())


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
            limited=capture.limited,
        )
    )
    return id_


def load(archive: Archive, id_: str) -> Capture:
    """The Capture as it came. Raises `NotFound`."""
    with archive.database.read() as connection:
        row = connection.execute(select(captures).where(captures.c.id == id_)).one_or_none()
    if row is None:
        raise NotFound("capture")
    body = archive.blobs.read(row.sha256)
    return Capture(body, row.via, row.media_type, row.captured_at, row.url, row.title, row.hints, row.limited)


def of_versions(connection: Connection, version_ids: Sequence[int]) -> Mapping[int, tuple[CaptureSummary, ...]]:
    """The captures that each Version was made from, oldest first, by the Version's row id."""
    query = (
        select(version_captures.c.version_id, captures)
        .join(version_captures, version_captures.c.capture_id == captures.c.id)
        .where(version_captures.c.version_id.in_(version_ids))
        .order_by(captures.c.captured_at, captures.c.id)
    )
    by_version: dict[int, list[CaptureSummary]] = {}
    for row in connection.execute(query):
        summary = CaptureSummary(row.id, row.via, row.captured_at, row.url, row.sha256, row.limited)
        by_version.setdefault(row.version_id, []).append(summary)
    return {version_id: tuple(summaries) for version_id, summaries in by_version.items()}


def ids_of(connection: Connection, version_id: int) -> set[str]:
    """Ids of the captures that a Version was made from."""
    query = select(version_captures.c.capture_id).where(version_captures.c.version_id == version_id)
    return set(connection.execute(query).scalars())


def snapshots_of(connection: Connection, version_id: int) -> set[str]:
    """Ids of the pages stored with a Version."""
    query = select(captures.c.id).where(captures.c.id.in_(ids_of(connection, version_id)), captures.c.via == Via.SNAPSHOT)
    return set(connection.execute(query).scalars())


def delete_unused(connection: Connection, ids: set[str]) -> None:
    """Deletes those of `ids` that no Version was made from and no unfinished submission needs."""
    used = exists().where(version_captures.c.capture_id == captures.c.id)
    by_submission = or_(submissions.c.capture_id == captures.c.id, submissions.c.snapshot_id == captures.c.id)
    needed = exists().where(by_submission, submissions.c.finished_at.is_(None))
    unused = delete(captures).where(captures.c.id.in_(ids), ~used, ~needed).returning(captures.c.sha256)
    mark_unreferenced(connection, set(connection.execute(unused).scalars()))
