"""What the bot needs of a site: its mentions, the thread above one, an answer below it. Each call runs in a child process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from domain.bot_login import BotLogin
from domain.messages import Message, message
from domain.shapes.mention import Mention, NewMention, Sought
from workers.fetch import Fetcher

MAX_BYTES: Final = 8 * 2**20
MAX_PAGES: Final = 20
REFUSES_BOTS: Final = re.compile(r"#\s?no-?(?:bots?|archive|unroll)\b", re.I)
"""What people write into their profile who want no bots."""
FAULTY: Final = frozenset({400, 413, 422})
"""Statuses that say that what was sent cannot be taken, now and later."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a server gave for the login. Kept in the data folder, so that not each look logs in."""

    account: str = ""
    access: str = ""
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The account of the bot, and who mentioned it."""

    account: str
    mentions: tuple[NewMention, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answers, `url` is a part of `text`; `title` and `about` are for a card that shows what is behind it."""

    text: str
    language: str
    created_at: datetime
    url: str = ""
    title: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The address of the answer, or why there can be none."""

    address: str = ""
    obstacle: Message | None = None


def refusal(status: int, why: str) -> Message:
    """What a server said that refused what it was sent."""
    return message("bot_failed.refused", status=status, why=why[:200])


class BotSite(Protocol):
    """The functions of a site. Each returns its result with the session as it is afterwards.

    They raise BotFailed where the login is refused, FetchFailed where the site does not answer.
    """

    def list_mentions(
        self, login: BotLogin, session: Session, fetcher: Fetcher, since: datetime
    ) -> tuple[Mentions, Session]: ...

    def find_thread(self, login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention) -> tuple[Sought, Session]: ...

    def send_answer(
        self, login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention, answer: Answer
    ) -> tuple[Sent, Session]: ...
