"""One round of the bot on a site: read the mentions, have their threads archived, answer those that are ready.

The round of a routine of its own for each site. Every step is recorded before the next, so that a round that is killed goes on
where it was; an answer that may have been sent is looked for before another is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import Final, TypeVar, cast

from archive import mentions, routines
from archive.archive import Archive
from domain.bot_commands import parse_command
from domain.bot_login import BotLogin
from domain.errors import FetchFailed, NotFound, ThreadsheetError
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.mention import Command, Mention, MentionState, NewMention, Sought
from domain.shapes.reading import Site
from domain.shapes.routine import Routine
from workers.bot import bluesky, mastodon
from workers.bot.answers import compose_link, compose_refusal, reason_to_tell
from workers.bot.sessions import load_session, store_session
from workers.bot.site import Answer, BotSite, Session
from workers.pipeline import Pipeline
from workers.sandbox import run_in_sandbox

SITES: Final[Mapping[Site, ModuleType]] = {Site.BLUESKY: bluesky, Site.MASTODON: mastodon}
OLDEST: Final = timedelta(days=1)
"""Mentions that are older get no answer: nobody waits for it any more."""
TOO_LATE: Final = {MentionState.WAITING: OLDEST, MentionState.ARCHIVING: OLDEST, MentionState.ANSWERING: 2 * OLDEST}
OVERLAP: Final = timedelta(hours=1)
"""How far a look reads behind the last one: sites list posts late, and under the dates that their programs gave them."""
BUSY_PAUSE: Final = timedelta(seconds=3)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_DOUBLINGS: Final = 6
MOST: Final = 25
"""Mentions of one round; other work comes between two rounds."""
MOST_FAILURES: Final = 3
IDLE: Final = timedelta(days=30)

T = TypeVar("T")


def answer_mentions(
    archive: Archive, pipeline: Pipeline, settings: Settings, claimed: Routine, heartbeat: Callable[[], None]
) -> None:
    """Does one round and sets the next date: later and later while the site does not answer. Raises `LeaseLost`."""
    site, began = Site(claimed.subject), archive.clock()
    login = settings.bots.get(site)
    if login is None:
        routines.finish(archive, claimed, began + IDLE)
        return
    bot = Bot(archive, pipeline, settings, claimed, heartbeat, site, login)
    pause = timedelta(seconds=settings.bot_seconds)
    try:
        bot.look()
        bot.take_up()
        bot.answer()
    except ThreadsheetError as error:
        failures = mentions.record_failure(archive, site, error.reason)
        pause = max(pause, min(pause * (1 << min(failures, MOST_DOUBLINGS)), LONGEST_PAUSE))
    else:
        if mentions.count_unfinished(archive, site) and not bot.waits_for_limit:
            pause = min(pause, BUSY_PAUSE)
    routines.finish(archive, claimed, began + pause)


@dataclass(slots=True)
class Bot:
    """A round on one site; `waits_for_limit` when it has given all the answers that it may in an hour."""

    archive: Archive
    pipeline: Pipeline
    settings: Settings
    claimed: Routine
    heartbeat: Callable[[], None]
    site: Site
    login: BotLogin
    waits_for_limit: bool = False

    def look(self) -> None:
        """Notes the mentions that are new, unless the last look was just now."""
        account = next((row for row in mentions.list_accounts(self.archive) if row.site is self.site), None)
        now, checked = self.archive.clock(), account.checked_at if account else None
        if checked and now - checked < timedelta(seconds=self.settings.bot_seconds) * 0.9:
            return
        since = max(now - OLDEST, checked - OVERLAP) if checked else now - OLDEST
        listed = self._call(_site(self.site).list_mentions, since)
        commands = ((item, parse_command(item.text)) for item in listed.mentions)
        noted = [(item, command, _why_ignored(item, command)) for item, command in commands if command]
        mentions.note(self.archive, self.claimed, self.site, listed.account, noted)

    def take_up(self) -> None:
        """Finds the threads that are asked for, and has them archived."""
        mentions.retry_failed(self.archive, self.site)
        self._process(mentions.list_waiting(self.archive, self.site, MOST), self._take_up)

    def answer(self) -> None:
        """Answers what is ready, as far as the limit of an hour allows."""
        left = self.settings.bot_hourly - mentions.count_answers(self.archive, self.site)
        ready = mentions.list_to_answer(self.archive, self.site, MOST)
        self.waits_for_limit = bool(ready) and left <= 0
        self._process(ready[: max(left, 0)], self._answer)

    def _process(self, waiting: tuple[Mention, ...], do: Callable[[Mention], None]) -> None:
        """What fails with one mention does not hold up the others, unless the site fails. Raises the last failure."""
        failures: list[ThreadsheetError] = []
        for mention in waiting:
            try:
                if self.archive.clock() - mention.asked_at > TOO_LATE[mention.state]:
                    self._ignore(mention, message("bot.too_late"))
                else:
                    do(mention)
            except ThreadsheetError as error:
                failures.append(error)
                if len(failures) == MOST_FAILURES:
                    break
        if failures:
            raise failures[-1]

    def _take_up(self, mention: Mention) -> None:
        if mention.command is not Command.UNROLL:
            if not mentions.opt(self.archive, self.claimed, mention):
                self._ignore(mention, message("bot.known"))
        elif mentions.is_out(self.archive, self.site, mention.asker, mention.full_handle):
            self._ignore(mention, message("bot.asker_out"))
        else:
            self._take_up_thread(mention, self._call(_site(self.site).find_thread, mention))

    def _take_up_thread(self, mention: Mention, sought: Sought) -> None:
        over = mentions.is_over_limit(self.archive, mention, sought.conversation, self.settings.bot_daily)
        if silent := sought.reason if sought.ignore else over:
            self._ignore(mention, silent)
        elif sought.reason:
            self._begin(mention, sought.reason)
        elif not mentions.take_up(self.archive, self.claimed, mention, sought):
            self._begin(mention, message("bot.opted_out"))

    def _answer(self, mention: Mention) -> None:
        reason = reason_to_tell(self.archive, mention)
        try:
            answer = self._compose(mention, reason)
        except NotFound:
            reason = message("bot.failed")
            answer = self._compose(mention, reason)
        self._begin(mention, reason)
        sent = self._call(_site(self.site).send_answer, mention, answer)
        if sent.obstacle:
            self._ignore(mention, sent.obstacle)
        else:
            mentions.finish_answer(self.archive, self.claimed, mention, sent.address)

    def _compose(self, mention: Mention, reason: Message | None) -> Answer:
        now = self.archive.clock()
        return compose_refusal(reason, mention, now) if reason else compose_link(self.archive, self.settings, mention, now)

    def _begin(self, mention: Mention, reason: Message | None) -> None:
        mentions.begin_answer(self.archive, self.claimed, mention, reason)

    def _ignore(self, mention: Mention, reason: Message) -> None:
        mentions.ignore(self.archive, self.claimed, mention, reason)

    def _call(self, function: Callable[..., tuple[T, Session]], *args: object) -> T:
        """Calls a function of the site in a child process: what comes back is a stranger's. Stores the session it leaves."""
        data = self.settings.data
        session = load_session(data, self.site, self.login)
        arguments = (self.login, session, self.pipeline.fetcher, *args)
        limits = self.pipeline.limits
        value, after = run_in_sandbox(function, *arguments, limits=limits, failure=FetchFailed, heartbeat=self.heartbeat)
        if after != session:
            store_session(data, self.site, self.login, after)
        return value


def _site(site: Site) -> BotSite:
    return cast(BotSite, SITES[site])


def _why_ignored(item: NewMention, command: Command) -> Message | None:
    """Bots are never answered, and nobody below an answer of the bot's own, except who wants to be left alone."""
    if item.is_bot:
        return message("bot.is_bot")
    return message("bot.own_chain") if item.to_bot and command is Command.UNROLL else None
