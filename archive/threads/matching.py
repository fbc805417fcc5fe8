"""Which threads a reading belongs to: those that know any of its posts or captures, and those with the same words.

Posts without ids (pastes) are found again by what they say. Authors end many threads with the same sentence, so words alone
count only where the numbers agree with them, and never between two threads that both have ids. All runs in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.tables import captures, threads, version_captures
from archive.tables import versions as version_rows
from archive.threads import aliases, edits, versions
from domain.errors import AnotherThread
from domain.shapes.edit import Edit
from domain.shapes.thread import Point, Version


@dataclass(frozen=True, slots=True)
class Kin:
    """What the archive has of a reading's thread: its ids, the oldest first, all captures in order, and what people edited."""

    threads: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


def kin_of(
    connection: Connection, names: aliases.Names, version: Version, capture_ids: Iterable[str], again: str | None = None
) -> Kin:
    """`capture_ids` are those that the reading was made from; they count among the captures.

    `again` is the thread whose address was asked again: its own when what came has anything in common with it, else raises
    AnotherThread.
    """
    found = _threads_of(connection, names, version)
    if again and again not in found and _oldest_first(connection, {again}):
        if not alike(version.points, _latest_points(connection, again), edited=True):
            raise AnotherThread
        found.add(again)
    ids = _oldest_first(connection, found)
    return Kin(ids, in_order(connection, {*cited(connection, ids), *capture_ids}), edits.load_active(connection, ids))


def kin_of_thread(connection: Connection, thread_id: str) -> Kin:
    """All that the archive has of one thread; nothing when it is gone."""
    ids = _oldest_first(connection, {thread_id})
    return Kin(ids, in_order(connection, cited(connection, ids)), edits.load_active(connection, ids))


def _threads_of(connection: Connection, names: aliases.Names, version: Version) -> set[str]:
    """By post or capture for certain; else by words, of several with ids only one."""
    certain = aliases.known_by(connection, {space: some for space, some in names.items() if space != aliases.WORDS})
    likely = aliases.known_by(connection, {aliases.WORDS: names.get(aliases.WORDS, set())}) - certain
    identified = bool(certain) or _has_ids(version.points)
    found = set(certain)
    for thread_id in _oldest_first(connection, likely):
        points = _latest_points(connection, thread_id)
        if alike(version.points, points) and not (identified and _has_ids(points)):
            found.add(thread_id)
            identified = identified or _has_ids(points)
    return found


def alike(some: Sequence[Point], others: Sequence[Point], *, edited: bool = False) -> bool:
    """Whether two rows of points are of one thread by their words: every number that both have says the same in both,

    or, where no number is in both, half of what the shorter one says stands in the other. Words that differ under one number
    make another thread: nobody knows which of the two the author wrote. Where it is known that an author may have `edited` one,
    three in four that agree are enough.
    """
    mine, theirs = _by_number(some), _by_number(others)
    if shared := mine.keys() & theirs.keys():
        same = sum(_same_words(mine[number], theirs[number]) for number in shared)
        return same == len(shared) or (edited and same >= 3 * (len(shared) - same))
    one, other = aliases.wordings(some), aliases.wordings(others)
    return bool(one & other) and 2 * len(one & other) >= min(len(one), len(other))


def _by_number(points: Sequence[Point]) -> dict[int, str]:
    return {point.number: point.text for point in points if point.number is not None}


def _same_words(one: str, other: str) -> bool:
    return one.split() == other.split() or (aliases.wording(one) or one) == aliases.wording(other)


def _has_ids(points: Sequence[Point]) -> bool:
    return any(point.post_id for point in points)


def _latest_points(connection: Connection, thread_id: str) -> tuple[Point, ...]:
    """As they were read: what people edited is none of a capture's."""
    latest = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one()
    row = versions.row_of(connection, thread_id, latest)
    if row is None:
        return ()
    return (row.unedited or versions.load(connection, row)).points


def _oldest_first(connection: Connection, ids: Iterable[str]) -> tuple[str, ...]:
    asked = select(threads.c.id).where(threads.c.id.in_(list(ids))).order_by(threads.c.archived_at, threads.c.id)
    return tuple(connection.execute(asked).scalars())


def cited(connection: Connection, thread_ids: Sequence[str]) -> set[str]:
    """Ids of all captures that any Version of the threads was made from."""
    made = version_captures.join(version_rows, version_rows.c.id == version_captures.c.version_id)
    which = select(version_captures.c.capture_id).select_from(made).where(version_rows.c.thread_id.in_(thread_ids))
    return set(connection.execute(which).scalars())


def in_order(connection: Connection, ids: set[str]) -> tuple[str, ...]:
    """The captures by the time they were made, which is the order in which they are merged, whoever comes first."""
    asked = select(captures.c.id).where(captures.c.id.in_(ids)).order_by(captures.c.captured_at, captures.c.id)
    return tuple(connection.execute(asked).scalars())
