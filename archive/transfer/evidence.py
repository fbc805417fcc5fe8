"""The evidence of one thread: each capture and picture of all its Versions as stored, and the log of its submissions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from archive.archive import Archive
from archive.tables import captures, pictures, steps, submissions, version_captures, version_pictures
from archive.threads.versions import require_thread
from archive.transfer.contents import version_ids
from archive.transfer.export import blob_path
from archive.transfer.rows import plain_columns, to_json
from domain.digest import digest


def evidence_files(archive: Archive, thread_id: str) -> Iterator[tuple[str, bytes]]:
    """Files by path. What the archive has lost or finds changed is left out; `log.json` names it. Raises `NotFound`."""
    with archive.database.read() as connection:
        require_thread(connection, thread_id)
        log = _log(connection, thread_id)
    paths = {blob_path("captures", row["sha256"], row["media_type"]): row["sha256"] for row in log["captures"]}
    paths |= {blob_path("media", row["sha256"], row["media_type"]): row["sha256"] for row in log["pictures"] if row["sha256"]}
    lost = []
    for path, sha256 in sorted(paths.items()):
        body = _read(archive, sha256)
        if body is None:
            lost.append(path)
        else:
            yield path, body
    yield "log.json", (json.dumps(log | {"lost": lost}, ensure_ascii=False, indent=1) + "\n").encode()


def _log(connection: Connection, thread_id: str) -> dict[str, list[dict[str, Any]]]:
    versions = version_ids([thread_id])
    of_captures = select(version_captures.c.capture_id).where(version_captures.c.version_id.in_(versions))
    of_pictures = select(version_pictures.c.picture_key).where(version_pictures.c.version_id.in_(versions))
    sent = select(submissions.c.id).where(submissions.c.thread_id == thread_id)
    conditions: tuple[tuple[Table, Any], ...] = (
        (captures, captures.c.id.in_(of_captures)),
        (pictures, pictures.c.key.in_(of_pictures)),
        (submissions, submissions.c.thread_id == thread_id),
        (steps, steps.c.submission_id.in_(sent)),
    )
    return {
        table.name: [
            to_json(row)
            for row in connection.execute(select(*plain_columns(table)).where(condition).order_by(*table.primary_key.columns))
        ]
        for table, condition in conditions
    }


def _read(archive: Archive, sha256: str) -> bytes | None:
    try:
        body = archive.blobs.read(sha256)
    except FileNotFoundError:
        return None
    return body if digest(body) == sha256 else None
