"""A Reading: what a source parsed from one Capture. Written by sources, read by unrolling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message
from domain.shapes.post import Author, Post


class Site(StrEnum):
    """Where an author published. A Thread Reader page is a view of `x`, not a site of its own."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    THREADS = "threads"
    WEB = "web"
    PASTE = "paste"


@dataclass(frozen=True, slots=True)
class Hole:
    """A place where the source itself shows that posts are missing (tombstone, cursor, hidden cell, cut page).

    `after` is the index in `Reading.posts` of the post before the hole, -1 for a hole before the first; `count` is None when
    nobody knows how many posts are missing.
    """

    after: int
    count: int | None
    reason: Message


@dataclass(frozen=True, slots=True)
class Related:
    """Another thread that a page recommends; not part of the points. `date` is as printed."""

    title: str
    excerpt: str
    posts: int | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The posts and signals of one Capture; nothing is decided yet.

    `linked` is True when the posts carry ids and `reply_to` and may be by several authors in any order: then unrolling finds
    the author's chain from `focus`, the id of the requested post. False when the posts are the chain, in order.
    `markers_known` is True when a text was split at the author's numbers (or has none): the posts' markers are final.
    `declared` is a total that the page states ("9 tweets"). `ends` is True only when the source shows that the chain ends after
    the last post. `guessed` is True when blank lines were taken for the boundaries of posts. `dropped` has the page's
    boilerplate word for word. `posts_seen` counts the posts in the Capture, so that a loss is noticed.
    `read_as` names the way in which a text was read, `alternative` is another one that is about as likely.
    `limited`: its Capture adds posts, and replaces none that another one has.
    """

    site: Site
    posts: tuple[Post, ...]
    author: Author = Author()
    url: str | None = None
    focus: str | None = None
    linked: bool = False
    markers_known: bool = False
    posted_at: datetime | None = None
    declared: int | None = None
    ends: bool = False
    guessed: bool = False
    holes: tuple[Hole, ...] = ()
    reasons: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
    related: tuple[Related, ...] = ()
    dropped: tuple[str, ...] = ()
    limited: bool = False
    posts_seen: int | None = None
    read_as: str | None = None
    alternative: Reading | None = None
