"""Refreshing a thread: a submission that asks its address again, to be merged with all that was captured before."""

from __future__ import annotations

from sqlalchemy import select

from archive import submissions
from archive.archive import Archive
from archive.captures import ids_of
from archive.tables import captures
from archive.threads import threads, versions
from domain.addresses import validate_thread_url
from domain.errors import NoAddress
from domain.shapes.submission import OWNER, Submission


def refresh(archive: Archive, thread_id: str, caller: str = OWNER) -> Submission:
    """Ask again. Raises NotFound, NoAddress when nobody knows where the thread was published, UnsupportedSite."""
    with archive.database.write(alone=True) as connection:
        row = versions.row_of(connection, thread_id, threads.latest(connection, thread_id))
        assert row is not None
        seen = select(captures.c.url).where(captures.c.id.in_(ids_of(connection, row.id)), captures.c.url.is_not(None))
        url = row.url or connection.execute(seen.order_by(captures.c.captured_at.desc()).limit(1)).scalar_one_or_none()
        if url is None:
            raise NoAddress
        made = submissions.request_again(connection, archive, thread_id, caller, validate_thread_url(url))
    return submissions.get(archive, made)
