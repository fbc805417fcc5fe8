"""Tries rows of imports again that a site put off: one that asks for a pause answers all addresses of a list like that."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from archive import submissions
from archive.archive import Archive
from archive.tables import import_rows, imports
from archive.tables import submissions as submission_rows
from domain.errors import Conflict, FetchFailed
from domain.shapes.submission import State

PAUSED: Final = f"{FetchFailed.code}.paused"
PAUSE: Final = timedelta(minutes=10)
PATIENCE: Final = timedelta(days=2)
"""After which the rows of an import are not tried again by themselves."""
AT_ONCE: Final = 200


def retry_paused(archive: Archive) -> int:
    """Starts rows again whose site asked for a pause some minutes ago; the reconciler enqueues them. Returns how many."""
    now = archive.clock()
    joined = import_rows.join(imports).join(submission_rows, submission_rows.c.id == import_rows.c.submission_id)
    put_off = (
        submission_rows.c.state == State.FAILED,
        submission_rows.c.failure_code == FetchFailed.code,
        submission_rows.c.dismissed_at.is_(None),
        submission_rows.c.finished_at < now - PAUSE,
        imports.c.created_at > now - PATIENCE,
    )
    query = select(submission_rows.c.id, submission_rows.c.failure_reason).select_from(joined).where(*put_off)
    with archive.database.read() as connection:
        rows = connection.execute(query.order_by(submission_rows.c.finished_at)).all()
    ids = [row.id for row in rows if row.failure_reason.key.startswith(PAUSED)][:AT_ONCE]
    for id_ in ids:
        with suppress(Conflict):  # somebody retried it in the meantime
            submissions.retry(archive, id_)
    return len(ids)
