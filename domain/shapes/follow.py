"""A Follow: an author whose new threads are archived by themselves, or reported. A worker asks the author's site for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.messages import Message
from domain.shapes.failure import Failure
from domain.shapes.reading import Site

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=366)
USUAL: Final = timedelta(hours=1)
ASKED: Final = frozenset({Site.BLUESKY, Site.MASTODON, Site.WEB})
"""Sites that can be asked for an author's threads; of the others one is told when the archive gets another."""


@dataclass(frozen=True, slots=True)
class Follow:
    """`handle` is the author's on the site, of `web` the address of a feed. Sites that cannot be asked have no `due_at`.

    `account` is the site's own id of the account, once it is known: a handle can pass to somebody else.
    """

    id: str
    site: Site
    handle: str
    archive: bool
    every: timedelta
    by: str
    created_at: datetime
    account: str | None = None
    name: str | None = None
    paused_at: datetime | None = None
    checked_at: datetime | None = None
    found_at: datetime | None = None
    gone_at: datetime | None = None
    failures: int = 0
    fault: Message | None = None
    due_at: datetime | None = None
    threads: int = 0


@dataclass(frozen=True, slots=True)
class FailedThread:
    """A thread that could not be archived, by its submission."""

    submission_id: str
    url: str | None
    failure: Failure
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundThread:
    """A thread in an author's list: its first post's id, the address to fetch, and its newest post's id.

    `single` is a post that is no thread, or not yet.
    """

    name: str
    url: str
    newest: str
    title: str = ""
    single: bool = False


@dataclass(frozen=True, slots=True)
class AuthorThreads:
    """What an author's list shows now."""

    account: str | None
    name: str | None
    threads: tuple[FoundThread, ...]
