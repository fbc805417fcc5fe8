"""Records what a submission brought for schedules, follows and notifications. Called by the job of submissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from archive import follows, notices, schedules
from archive.archive import Archive
from archive.threads import threads
from archive.threads.threads import Stored
from domain.errors import Gone, NotFound
from domain.settings import Settings
from domain.shapes.notice import Event
from domain.shapes.submission import Submission
from domain.shapes.thread import Version
from workers.follows.look import wants


@contextmanager
def noting_gone(archive: Archive, settings: Settings, claimed: Submission) -> Iterator[None]:
    """Marks the thread that is refreshed when its source says that it is gone. Raises it again."""
    try:
        yield
    except Gone:
        if claimed.thread_id and schedules.record_gone(archive, claimed.thread_id):
            _notify(archive, settings, Event.GONE, claimed.thread_id)
        raise


def record_stored(archive: Archive, settings: Settings, claimed: Submission, stored: Stored) -> None:
    """Records that a thread was stored, what is new of it, and that its source has it if it was fetched."""
    if claimed.url:
        schedules.record_fetch(archive, stored.thread_id, changed=stored.added)
    if stored.added:
        with suppress(NotFound):
            _notify(archive, settings, _event(archive, stored), stored.thread_id)


def _event(archive: Archive, stored: Stored) -> Event:
    """Kept for the first Version; grown with more points than the one before, else changed."""
    if stored.number == 1:
        return Event.KEPT
    points = {version.version: version.points for version in threads.load(archive, stored.thread_id).versions}
    return Event.GROWN if points.get(stored.number, 0) > points.get(stored.number - 1, 0) else Event.CHANGED


def _notify(archive: Archive, settings: Settings, event: Event, thread_id: str) -> None:
    version = threads.load(archive, thread_id).version
    if event is Event.KEPT and not wants(settings, event) and _is_followed(archive, version):
        event = Event.NEW
    if not wants(settings, event):
        return
    with archive.database.write(alone=True) as connection:
        notices.add(connection, archive, event, version.title, None, thread_id)


def _is_followed(archive: Archive, version: Version) -> bool:
    return version.author.handle is not None and follows.find(archive, version.site, version.author.handle) is not None
