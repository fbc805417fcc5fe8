"""Refreshes a thread: adds a submission that fetches its address again and merges what is there with earlier captures."""

from __future__ import annotations

from sqlalchemy import Connection, select

from archive import submissions
from archive.archive import Archive
from archive.captures import ids_of, lift_limit
from archive.tables import captures
from archive.tables import submissions as rows
from archive.threads import versions
from domain.addresses import validate_thread_url
from domain.errors import NoAddress, NotFound
from domain.shapes.submission import OWNER, Submission


def refresh(archive: Archive, thread_id: str, caller: str = OWNER) -> Submission:
    """Adds the submission. Raises NotFound, NoAddress when the thread has no known address, UnsupportedSite."""
    with archive.database.write(alone=True) as connection:
        submission_id = request(connection, archive, thread_id, caller)
    return submissions.get(archive, submission_id)


def request(connection: Connection, archive: Archive, thread_id: str, caller: str, *, background: bool = False) -> str:
    """The same in a transaction that is `alone`; returns the submission's id, of an unfinished one if there is one."""
    row = versions.find_row(connection, thread_id, versions.latest_number(connection, thread_id))
    assert row is not None
    capture_urls = select(captures.c.url).where(captures.c.id.in_(ids_of(connection, row.id)), captures.c.url.is_not(None))
    url = row.url or connection.execute(capture_urls.order_by(captures.c.captured_at.desc()).limit(1)).scalar_one_or_none()
    if url is None:
        raise NoAddress
    address = validate_thread_url(url)
    waiting = select(rows.c.id).where(rows.c.thread_id == thread_id, rows.c.url == address, rows.c.finished_at.is_(None))
    if background and (waiting_id := connection.execute(waiting.limit(1)).scalar_one_or_none()):
        return str(waiting_id)
    return submissions.request_again(connection, archive, thread_id, caller, address, background=background)


def take_capture(archive: Archive, thread_id: str, capture_id: str, caller: str = OWNER) -> Submission:
    """Adds a submission that merges a limited capture of a thread again, without its limit. Raises NotFound."""
    with archive.database.write(alone=True) as connection:
        row = versions.find_row(connection, thread_id, versions.latest_number(connection, thread_id))
        if row is None or capture_id not in ids_of(connection, row.id):
            raise NotFound("capture")
        lift_limit(connection, capture_id)
        submission_id = submissions.request_reading(connection, archive, capture_id, caller)
    return submissions.get(archive, submission_id)


def fetch_later(archive: Archive, thread_id: str, url: str, caller: str) -> None:
    """Adds a submission that fetches an address for a thread, unless one waits already; the reconciler enqueues it."""
    with archive.database.write(alone=True) as connection:
        waiting = select(rows.c.id).where(rows.c.thread_id == thread_id, rows.c.url == url, rows.c.finished_at.is_(None))
        if connection.execute(waiting.limit(1)).scalar_one_or_none() is None:
            submissions.request_again(connection, archive, thread_id, caller, url)
