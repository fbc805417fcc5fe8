"""Follows: authors whose new threads are archived by themselves, or reported, and what was seen of each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from archive import leases, notices, routines, submissions
from archive.archive import Archive
from archive.database import in_parts
from archive.tables import follow_threads, follows
from archive.tables import routines as routine_rows
from domain.errors import NotFound
from domain.ids import is_id
from domain.messages import Message
from domain.shapes.follow import ASKED, AuthorThreads, Follow, FoundThread
from domain.shapes.notice import Event
from domain.shapes.reading import Site
from domain.shapes.routine import Routine, RoutineKind
from domain.shapes.submission import FOLLOWS

ID_LENGTH: Final = 24
RETRY_PAUSE: Final = timedelta(hours=1)
RETRY_TIME: Final = timedelta(days=3)
"""How long a thread that could not be fetched is tried again."""


def add(archive: Archive, site: Site, handle: str, *, every: timedelta, keep: bool, by: str) -> Follow:
    """Follows an author, or changes how an author is followed who is already; the first look comes at once."""
    id_, now = follow_id(site, handle), archive.clock()
    choices = {"archive": keep, "every": int(every.total_seconds()), "paused_at": None}
    with archive.database.write(alone=True) as connection:
        if connection.execute(update(follows).where(follows.c.id == id_).values(**choices)).rowcount == 0:
            values = {"id": id_, "site": site, "handle": handle, "by": by, "created_at": now, **choices}
            connection.execute(insert(follows).values(**values))
        _plan(connection, id_, site, now)
        return _load(connection, id_)


def get(archive: Archive, id_: str) -> Follow:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return _load(connection, id_)


def list_all(archive: Archive) -> tuple[Follow, ...]:
    """By site and handle."""
    with archive.database.read() as connection:
        rows = connection.execute(_query().order_by(follows.c.site, func.lower(follows.c.handle), follows.c.id)).all()
    return tuple(map(_follow, rows))


def find(archive: Archive, site: Site, handle: str) -> Follow | None:
    with archive.database.read() as connection:
        row = connection.execute(_query().where(follows.c.id == follow_id(site, handle))).one_or_none()
    return _follow(row) if row else None


def pause(archive: Archive, id_: str, *, paused: bool) -> Follow:
    """Stops looking at an author, or looks again, at once. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        follow, now = _load(connection, id_), archive.clock()
        connection.execute(update(follows).where(follows.c.id == id_).values(paused_at=now if paused else None))
        if paused:
            routines.remove(connection, RoutineKind.FOLLOW, id_)
        else:
            _plan(connection, id_, follow.site, now)
        return _load(connection, id_)


def remove(archive: Archive, id_: str) -> None:
    """Follows the author no more; what was archived stays. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        _load(connection, id_)
        routines.remove(connection, RoutineKind.FOLLOW, id_)
        connection.execute(delete(follows).where(follows.c.id == id_))


def plan(archive: Archive) -> None:
    """Adds the routines that are missing, after an import."""
    with archive.database.read() as connection:
        planned = select(routine_rows.c.subject).where(routine_rows.c.kind == RoutineKind.FOLLOW)
        missing = select(follows.c.id).where(
            follows.c.paused_at.is_(None), follows.c.site.in_(ASKED), follows.c.id.not_in(planned)
        )
        ids = connection.execute(missing).scalars().all()
    for id_ in ids:
        with archive.database.write(alone=True) as connection:
            routines.ensure(connection, RoutineKind.FOLLOW, id_, archive.clock())


def record_look(archive: Archive, claimed: Routine, follow: Follow, listed: AuthorThreads, *, notify: bool) -> None:
    """Records what an author's list shows; adds the submissions of new and grown threads in the same transaction.

    The first look archives nothing: it notes what is there. With `notify` the owner is told of the new threads. Raises
    `LeaseLost`.
    """
    now, new_threads = archive.clock(), []
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, routine_rows, claimed)
        if follow.archive:
            _retry_failed(connection, follow.id, now)
        earlier_rows = {row.name: row for row in _earlier_rows(connection, follow.id, [item.name for item in listed.threads])}
        for thread in listed.threads:
            earlier = earlier_rows.get(thread.name)
            if earlier is not None and earlier.newest == thread.newest:
                continue
            to_report = follow.checked_at is not None and not thread.single
            # One that has grown is only fetched again; a single post, whose newest is itself, has become a new thread.
            if to_report and (earlier is None or earlier.newest == earlier.name):
                new_threads.append(thread)
            submission_id = _submit(connection, archive, thread) if to_report and follow.archive else None
            _note(connection, follow.id, thread, submission_id, present=earlier is not None)
        values: dict[str, Any] = {"checked_at": now, "gone_at": None, "failures": 0, "fault": None}
        values |= {"account": listed.account or follow.account, "name": listed.name or follow.name}
        values |= {"found_at": now} if new_threads else {}
        connection.execute(update(follows).where(follows.c.id == follow.id).values(**values))
        for thread in new_threads if notify else ():
            notices.add(connection, archive, Event.NEW, thread.title, thread.url, None)


def record_failure(archive: Archive, follow: Follow, fault: Message, *, closed: bool, notify: bool) -> None:
    """Records that the author's list could not be had, and whether the account is `closed`; with `notify` the owner is told."""
    now = archive.clock()
    values: dict[str, Any] = {"failures": follows.c.failures + 1, "fault": fault}
    with archive.database.write(alone=True) as connection:
        connection.execute(update(follows).where(follows.c.id == follow.id).values(**values))
        news = update(follows).where(follows.c.id == follow.id, follows.c.gone_at.is_(None)).values(gone_at=now)
        if closed and connection.execute(news).rowcount == 1 and notify:
            notices.add(connection, archive, Event.AUTHOR_GONE, follow.name or follow.handle, None, None)


def known_names(archive: Archive, id_: str) -> frozenset[str]:
    """The threads that a follow has seen."""
    with archive.database.read() as connection:
        return frozenset(connection.execute(select(follow_threads.c.name).where(follow_threads.c.follow_id == id_)).scalars())


def follow_id(site: Site, handle: str) -> str:
    """The id of a follow: the same for every spelling of a handle, and on every server."""
    name = handle if site is Site.WEB else handle.lower()
    number = int.from_bytes(hashlib.sha256(f"{site.value} {name}".encode()).digest()[:15], "big")
    return f"{number:x}".rjust(ID_LENGTH, "0")[:ID_LENGTH]


def _plan(connection: Connection, id_: str, site: Site, now: datetime) -> None:
    if site in ASKED:
        routines.ensure(connection, RoutineKind.FOLLOW, id_, now)
        routines.advance(connection, RoutineKind.FOLLOW, id_, now)


def _retry_failed(connection: Connection, id_: str, now: datetime) -> None:
    """Starts the submissions of a follow again that failed, but may succeed later."""
    ids = select(follow_threads.c.submission_id).where(follow_threads.c.follow_id == id_)
    submissions.retry_failed(connection, ids, created_after=now - RETRY_TIME, finished_before=now - RETRY_PAUSE)


def _submit(connection: Connection, archive: Archive, thread: FoundThread) -> str:
    return submissions.request_background(connection, archive, FOLLOWS, url=thread.url, listed=False)


def _earlier_rows(connection: Connection, id_: str, names: Sequence[str]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for part in in_parts(names):
        named = (follow_threads.c.follow_id == id_, follow_threads.c.name.in_(part))
        rows += connection.execute(select(follow_threads).where(*named)).all()
    return rows


def _note(connection: Connection, id_: str, thread: FoundThread, submission_id: str | None, *, present: bool) -> None:
    same = (follow_threads.c.follow_id == id_, follow_threads.c.name == thread.name)
    values: dict[str, Any] = {"newest": thread.newest} | ({"submission_id": submission_id} if submission_id else {})
    if present:
        connection.execute(update(follow_threads).where(*same).values(**values))
    else:
        connection.execute(insert(follow_threads).values(follow_id=id_, name=thread.name, **values))


def _query() -> Any:  # a query of follows with their next date and number of threads
    due = select(routine_rows.c.due_at).where(routine_rows.c.kind == RoutineKind.FOLLOW, routine_rows.c.subject == follows.c.id)
    count = select(func.count(follow_threads.c.submission_id)).where(follow_threads.c.follow_id == follows.c.id)
    return select(follows, due.scalar_subquery().label("due_at"), count.scalar_subquery().label("threads"))


def _load(connection: Connection, id_: str) -> Follow:
    row = connection.execute(_query().where(follows.c.id == id_)).one_or_none() if is_id(id_) else None
    if row is None:
        raise NotFound("follow")
    return _follow(row)


def _follow(row: Row[Any]) -> Follow:
    values = {name: getattr(row, name) for name in Follow.__dataclass_fields__}
    return replace(Follow(**values), every=timedelta(seconds=row.every))
