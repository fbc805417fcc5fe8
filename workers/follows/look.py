"""One look at the threads of an author who is followed: the round of a follow's routine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from archive import follows, routines
from archive.archive import Archive
from archive.leases import LeaseLost
from domain.errors import FetchFailed, Gone, NotFound, ThreadsheetError
from domain.settings import Settings
from domain.shapes.follow import AuthorThreads, Follow
from domain.shapes.notice import Event
from domain.shapes.reading import Site
from domain.shapes.routine import Routine
from workers.fetch import Fetcher
from workers.follows import bluesky, feed, mastodon
from workers.pipeline import Pipeline
from workers.sandbox import run_in_sandbox
from workers.sources.bluesky.api import Bluesky

LONGEST_PAUSE: Final = timedelta(days=1)
MOST_DOUBLINGS: Final = 6
EARLIER: Final = 0.9
"""The next look comes a little before the time is over, so that a thread is seen within it."""


def look(archive: Archive, pipeline: Pipeline, settings: Settings, claimed: Routine, heartbeat: Callable[[], None]) -> None:
    """Looks once, and sets the next date: later and later while the site does not answer. Raises `LeaseLost`."""
    try:
        follow = follows.get(archive, claimed.subject)
    except NotFound as error:
        raise LeaseLost(claimed.id) from error
    began, names = archive.clock(), follows.known_names(archive, follow.id)
    try:
        args = (follow, names, settings.bluesky_api, pipeline.fetcher)
        listed = run_in_sandbox(list_threads, *args, limits=pipeline.limits, failure=FetchFailed, heartbeat=heartbeat)
    except ThreadsheetError as error:
        _record_failure(archive, settings, follow, error)
    else:
        notify = not follow.archive and wants(settings, Event.NEW)
        follows.record_look(archive, claimed, follow, listed, notify=notify)
    routines.finish(archive, claimed, next_look(began, follows.get(archive, follow.id)))


def list_threads(follow: Follow, names: frozenset[str], bluesky_api: str, fetcher: Fetcher) -> AuthorThreads:
    """What the author's site lists now. Runs in a child: what comes back is a stranger's."""
    if follow.site is Site.BLUESKY:
        source = Bluesky(bluesky_api)
        return bluesky.list_threads(source.api.rstrip("/"), follow, names, source.allow_own_appview(fetcher))
    if follow.site is Site.MASTODON:
        return mastodon.list_threads(follow, names, fetcher)
    return feed.list_threads(follow, fetcher)


def next_look(began: datetime, follow: Follow) -> datetime:
    if follow.failures == 0:
        return began + follow.every * EARLIER
    return began + max(follow.every, min(follow.every * (1 << min(follow.failures, MOST_DOUBLINGS)), LONGEST_PAUSE))


def _record_failure(archive: Archive, settings: Settings, follow: Follow, error: ThreadsheetError) -> None:
    """An author that was never there is a wrong handle, and no news."""
    closed = isinstance(error, Gone) and follow.checked_at is not None
    follows.record_failure(archive, follow, error.reason, closed=closed, notify=wants(settings, Event.AUTHOR_GONE))


def wants(settings: Settings, event: Event) -> bool:
    """Whether the owner is to be told of such events."""
    return bool(settings.notify) and event in settings.notify_events
