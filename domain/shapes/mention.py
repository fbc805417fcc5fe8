"""A Mention: a post that names the bot, what it asks for, and how far its answer is. Sites, reconciler and pages share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message
from domain.shapes.reading import Site

BOT_SITES = (Site.BLUESKY, Site.MASTODON)


class Command(StrEnum):
    """What a mention asks for."""

    UNROLL = "unroll"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


class MentionState(StrEnum):
    """`waiting` until its thread is looked for; `answering` when the answer may have been sent; `ignored` gets none."""

    WAITING = "waiting"
    ARCHIVING = "archiving"
    ANSWERING = "answering"
    ANSWERED = "answered"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class NewMention:
    """A mention as the site lists it.

    `address` is the same on every server, `post` what the bot's own server calls it; `asker` is the site's id of the account.
    `to_bot` is an answer to a post of the bot itself.
    """

    site: Site
    address: str
    post: str
    url: str | None
    asker: str
    handle: str
    text: str
    asked_at: datetime
    language: str | None = None
    visibility: str | None = None
    is_bot: bool = False
    to_bot: bool = False

    @property
    def full_handle(self) -> str:
        """The handle with its server, which a server leaves out of those of its own accounts."""
        return self.asker if self.site is Site.MASTODON else self.handle


@dataclass(frozen=True, slots=True)
class Sought:
    """The thread that a mention asks for: the address to fetch, the first post of its conversation, its author.

    With a `reason` there is none to fetch, which is told; `ignore` says that not even that is told.
    """

    url: str = ""
    conversation: str = ""
    author: str = ""
    handle: str | None = None
    reason: Message | None = None
    ignore: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """The record of a mention. `answer` is the address of the bot's own post; `reason` says why there is none, or no thread."""

    id: str
    site: Site
    address: str
    post: str
    url: str | None
    asker: str
    handle: str
    command: Command
    state: MentionState
    asked_at: datetime
    seen_at: datetime
    language: str | None = None
    visibility: str | None = None
    reason: Message | None = None
    thread_url: str | None = None
    conversation: str | None = None
    author: str | None = None
    submission_id: str | None = None
    thread_id: str | None = None
    answer: str | None = None
    answered_at: datetime | None = None

    @property
    def full_handle(self) -> str:
        """The handle with its server, which a server leaves out of those of its own accounts."""
        return self.asker if self.site is Site.MASTODON else self.handle


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot's account on a site: when its mentions were read last, and why that failed since."""

    site: Site
    handle: str
    account: str | None = None
    checked_at: datetime | None = None
    failures: int = 0
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """An account whose threads the bot does not keep and which it does not answer; `by` is who said so."""

    site: Site
    account: str
    handle: str
    by: str
    created_at: datetime
