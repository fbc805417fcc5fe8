"""Mentions of the bot: noted once each, taken up within its limits, and answered once.

A worker calls these functions while it holds the routine of its site; they raise `LeaseLost` when it does not any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from archive import leases, opt_outs, routines, submissions
from archive.archive import Archive
from archive.database import in_parts
from archive.tables import bot_accounts, mentions
from archive.tables import routines as routine_rows
from archive.tables import submissions as submission_rows
from domain.messages import Message, message
from domain.shapes.failure import Failure
from domain.shapes.mention import BotAccount, Command, Mention, MentionState, NewMention, Sought
from domain.shapes.reading import Site
from domain.shapes.routine import Routine, RoutineKind
from domain.shapes.submission import BOT, State

ID_LENGTH: Final = 24
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
RETRY_TIME: Final = timedelta(hours=2)
"""How long a thread that could not be fetched is tried again before the asker is told."""
RETRY_PAUSE: Final = timedelta(minutes=5)
FRESH: Final = timedelta(minutes=5)
"""How long what was fetched for one mention is good for others of the same thread."""
VAIN: Final = (State.FAILED, State.CANCELLED)
UNFINISHED: Final = (MentionState.WAITING, MentionState.ARCHIVING, MentionState.ANSWERING)


def plan(archive: Archive, handles: Mapping[Site, str]) -> None:
    """Adds the routines of the bot's accounts, and removes those of accounts that it has no more."""
    with archive.database.read() as connection:
        stored = {row.site: row.handle for row in connection.execute(select(bot_accounts))}
        planned = select(routine_rows.c.subject).where(routine_rows.c.kind == RoutineKind.MENTIONS)
        subjects = set(connection.execute(planned).scalars())
    if stored == dict(handles) and subjects == {site.value for site in handles}:
        return
    with archive.database.write(alone=True) as connection:
        for subject in subjects - {site.value for site in handles}:
            routines.remove(connection, RoutineKind.MENTIONS, subject)
        for site in set(stored) - set(handles):
            connection.execute(bot_accounts.delete().where(bot_accounts.c.site == site))
        for site, handle in handles.items():
            if stored.get(site) != handle:
                connection.execute(bot_accounts.delete().where(bot_accounts.c.site == site))
                connection.execute(insert(bot_accounts).values(site=site, handle=handle))
            routines.ensure(connection, RoutineKind.MENTIONS, site.value, archive.clock())


def list_accounts(archive: Archive) -> tuple[BotAccount, ...]:
    """The bot's accounts, and how their last rounds went; one that crashed left its failure with its routine."""
    with archive.database.read() as connection:
        rows = connection.execute(select(bot_accounts).order_by(bot_accounts.c.site)).all()
    crashes = {row.site: routines.find(archive, RoutineKind.MENTIONS, row.site.value) for row in rows}
    return tuple(_account(row, crashes[row.site]) for row in rows)


def note(
    archive: Archive, claimed: Routine, site: Site, account: str, listed: Iterable[tuple[NewMention, Command, Message | None]]
) -> None:
    """Records a look that succeeded, and the mentions that are new; those with a reason get no answer."""
    now = archive.clock()
    values = {mention_id(item.site, item.address): (item, command, reason) for item, command, reason in listed}
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, routine_rows, claimed)
        stored: set[str] = set()
        for part in in_parts(list(values)):
            stored.update(connection.execute(select(mentions.c.id).where(mentions.c.id.in_(part))).scalars())
        for id_ in values.keys() - stored:
            item, command, reason = values[id_]
            connection.execute(insert(mentions).values(**_new_values(id_, item, command, reason, now)))
            if item.is_bot and command is Command.OPT_OUT:
                opt_outs.insert_into(connection, archive, item.site, item.asker, item.full_handle, BOT)
        looked = {"account": account, "checked_at": now, "failures": 0, "fault": None}
        connection.execute(update(bot_accounts).where(bot_accounts.c.site == site).values(**looked))


def record_failure(archive: Archive, site: Site, fault: Message) -> int:
    """Records why the bot could not do its work on a site. Returns how often that has been so in a row."""
    values = {"failures": bot_accounts.c.failures + 1, "fault": fault}
    changed = update(bot_accounts).where(bot_accounts.c.site == site).values(**values).returning(bot_accounts.c.failures)
    with archive.database.write() as connection:
        return connection.execute(changed).scalar_one_or_none() or 1


def list_waiting(archive: Archive, site: Site, limit: int) -> tuple[Mention, ...]:
    """Those to look at, the oldest first."""
    with archive.database.read() as connection:
        query = _query().where(mentions.c.site == site, mentions.c.state == MentionState.WAITING)
        return tuple(map(_mention, connection.execute(query.order_by(mentions.c.asked_at, mentions.c.id).limit(limit))))


def list_to_answer(archive: Archive, site: Site, limit: int) -> tuple[Mention, ...]:
    """Those whose thread is archived, or will not be; and those whose answer may have been sent already. The oldest first."""
    hopeless = or_(
        submission_rows.c.failure_retryable.is_not(True), submission_rows.c.created_at < archive.clock() - RETRY_TIME
    )
    ended = or_(
        mentions.c.submission_id.is_(None),
        submission_rows.c.state.in_([State.DONE, State.CANCELLED]),
        (submission_rows.c.state == State.FAILED) & hopeless,
    )
    ready = or_(mentions.c.state == MentionState.ANSWERING, (mentions.c.state == MentionState.ARCHIVING) & ended)
    with archive.database.read() as connection:
        query = _query().where(mentions.c.site == site, ready)
        return tuple(map(_mention, connection.execute(query.order_by(mentions.c.asked_at, mentions.c.id).limit(limit))))


def count_unfinished(archive: Archive, site: Site) -> int:
    with archive.database.read() as connection:
        unfinished = (mentions.c.site == site, mentions.c.state.in_(UNFINISHED))
        return connection.execute(select(func.count()).select_from(mentions).where(*unfinished)).scalar_one()


def count_answers(archive: Archive, site: Site) -> int:
    """The answers of the last hour."""
    with archive.database.read() as connection:
        recent = (mentions.c.site == site, mentions.c.answered_at > archive.clock() - HOUR)
        return connection.execute(select(func.count()).select_from(mentions).where(*recent)).scalar_one()


def is_over_limit(archive: Archive, mention: Mention, conversation: str | None, daily: int) -> Message | None:
    """Why a request gets no answer: too many of one account, or in one conversation, in a day; None while it may get one."""
    same_asker, same_thread = mentions.c.asker == mention.asker, mentions.c.conversation == conversation
    with archive.database.read() as connection:
        if _count_earlier(connection, mention, same_asker) >= daily:
            return message("bot.too_many")
        if conversation and _count_earlier(connection, mention, same_thread) >= daily:
            return message("bot.too_many_here")
    return None


def take_up(archive: Archive, claimed: Routine, mention: Mention, thread: Sought) -> bool:
    """Adds the submission that archives the thread. Returns False, and adds none, where its author does not want that."""
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, routine_rows, claimed)
        named = {"thread_url": thread.url, "conversation": thread.conversation, "author": thread.author}
        out = opt_outs.is_out(connection, mention.site, thread.author, thread.handle)
        state = MentionState.WAITING if out else MentionState.ARCHIVING
        id_ = None if out else _submit(connection, archive, mention.site, thread.url)
        waits = (mentions.c.id == mention.id, mentions.c.state == MentionState.WAITING)
        connection.execute(update(mentions).where(*waits).values(state=state, submission_id=id_, **named))
    return not out


def retry_failed(archive: Archive, site: Site) -> None:
    """Starts the submissions again that failed, but may succeed later."""
    now = archive.clock()
    ids = select(mentions.c.submission_id).where(mentions.c.site == site, mentions.c.state == MentionState.ARCHIVING)
    with archive.database.write() as connection:
        times = {"created_after": now - RETRY_TIME, "finished_before": now - RETRY_PAUSE}
        submissions.retry_failed(connection, ids, **times)


def opt(archive: Archive, claimed: Routine, mention: Mention) -> bool:
    """Puts the asker on the list of those who are left alone, or takes them off. Returns whether that changed anything."""
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, routine_rows, claimed)
        if mention.command is Command.OPT_IN:
            changed = opt_outs.remove_from(connection, mention.site, mention.asker)
        else:
            changed = opt_outs.insert_into(
                connection, archive, mention.site, mention.asker, mention.full_handle, mention.full_handle
            )
        if changed:  # in the same transaction: after a crash it would be no news
            _set(connection, mention, state=MentionState.ANSWERING, reason=message(f"bot.{mention.command.value}"))
    return changed


def is_out(archive: Archive, site: Site, *accounts: str | None) -> bool:
    with archive.database.read() as connection:
        return opt_outs.is_out(connection, site, *accounts)


def begin_answer(archive: Archive, claimed: Routine, mention: Mention, reason: Message | None) -> None:
    """Records that the answer is about to be sent; `reason` is told in place of a link."""
    _change(archive, claimed, mention, state=MentionState.ANSWERING, reason=reason)


def finish_answer(archive: Archive, claimed: Routine, mention: Mention, address: str) -> None:
    values = {"state": MentionState.ANSWERED, "answer": address, "answered_at": archive.clock()}
    _change(archive, claimed, mention, **values)


def ignore(archive: Archive, claimed: Routine, mention: Mention, reason: Message) -> None:
    """Ends a mention without an answer."""
    _change(archive, claimed, mention, state=MentionState.IGNORED, reason=reason)


def list_recent(archive: Archive, limit: int, start: int = 0) -> tuple[Mention, ...]:
    """What the bot was asked, the latest first, from the `start`-th on."""
    query = _query().order_by(mentions.c.seen_at.desc(), mentions.c.asked_at.desc(), mentions.c.id).limit(limit)
    with archive.database.read() as connection:
        return tuple(map(_mention, connection.execute(query.offset(start))))


def count_by_state(archive: Archive) -> dict[tuple[Site, MentionState], int]:
    with archive.database.read() as connection:
        query = select(mentions.c.site, mentions.c.state, func.count()).group_by(mentions.c.site, mentions.c.state)
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def mention_id(site: Site, address: str) -> str:
    """The id of a mention: the same on every server, so that answers can be told apart by it."""
    number = int.from_bytes(hashlib.sha256(f"{site.value} {address}".encode()).digest()[:15], "big")
    return f"{number:x}".rjust(ID_LENGTH, "0")[:ID_LENGTH]


def _new_values(id_: str, item: NewMention, command: Command, reason: Message | None, now: datetime) -> dict[str, Any]:
    copied = ("site", "address", "post", "url", "asker", "handle", "language", "visibility", "asked_at")
    state = MentionState.IGNORED if reason else MentionState.WAITING
    values = {name: getattr(item, name) for name in copied}
    return {"id": id_, "command": command, "state": state, "reason": reason, "seen_at": now, **values}


def _submit(connection: Connection, archive: Archive, site: Site, url: str) -> str:
    """The submission that archives a thread: one that was asked for just now, or a new one."""
    same = (mentions.c.site == site, mentions.c.thread_url == url, mentions.c.submission_id == submission_rows.c.id)
    fresh = (submission_rows.c.created_at > archive.clock() - FRESH, submission_rows.c.state.not_in(VAIN))
    query = select(submission_rows.c.id).where(*same, *fresh).order_by(submission_rows.c.created_at.desc()).limit(1)
    earlier: str | None = connection.execute(query).scalar_one_or_none()
    return earlier or submissions.request_background(connection, archive, BOT, url=url, listed=False)


def _count_earlier(connection: Connection, mention: Mention, *conditions: Any) -> int:
    """The requests of the last day that were not ignored and came before this one."""
    same = (
        mentions.c.site == mention.site,
        mentions.c.command == Command.UNROLL,
        mentions.c.state.not_in([MentionState.IGNORED, MentionState.WAITING]),
        mentions.c.seen_at > mention.seen_at - DAY,
        mentions.c.id != mention.id,
    )
    return connection.execute(select(func.count()).select_from(mentions).where(*same, *conditions)).scalar_one()


def _change(archive: Archive, claimed: Routine, mention: Mention, **values: Any) -> None:
    with archive.database.write() as connection:
        leases.update_claimed(connection, routine_rows, claimed)
        _set(connection, mention, **values)


def _set(connection: Connection, mention: Mention, **values: Any) -> None:
    unfinished = (mentions.c.id == mention.id, mentions.c.state.in_(UNFINISHED))
    connection.execute(update(mentions).where(*unfinished).values(**values))


def _query() -> Select[Any]:
    joined = mentions.outerjoin(submission_rows, submission_rows.c.id == mentions.c.submission_id)
    return select(mentions, submission_rows.c.thread_id).select_from(joined)


def _mention(row: Row[Any]) -> Mention:
    return Mention(**{name: getattr(row, name) for name in Mention.__dataclass_fields__})


def _account(row: Row[Any], routine: tuple[Routine, Failure | None] | None) -> BotAccount:
    account = BotAccount(**{name: getattr(row, name) for name in BotAccount.__dataclass_fields__})
    crash = routine[1] if routine else None
    return replace(account, fault=account.fault or crash.reason) if crash else account
