"""Finds the threads that a reading belongs to: those with any of its posts or captures, and those with the same text.

Posts without ids (pastes) are found by their text. Authors end many threads with the same sentence, so text alone counts only
where the numbers agree with it, and never between two threads that both have post ids. Runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.tables import captures, threads, version_captures
from archive.tables import versions as version_rows
from archive.threads import aliases, edits, versions
from domain.errors import AnotherThread
from domain.shapes.capture import Via
from domain.shapes.edit import Edit
from domain.shapes.thread import Point, Version


@dataclass(frozen=True, slots=True)
class ThreadMatch:
    """What the archive has of the thread of a reading.

    `threads` are the ids that belong together, oldest first, `captures` the ids of all captures in the order they are merged,
    `edits` those that are not undone.
    """

    threads: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


def match_reading(
    connection: Connection,
    names: aliases.Names,
    version: Version,
    capture_ids: Iterable[str],
    refreshed_id: str | None = None,
) -> ThreadMatch:
    """The match of a reading; `capture_ids`, from which it was made, count among the captures.

    `refreshed_id` is the thread whose address was fetched again. It matches when the reading has anything in common with it,
    else AnotherThread is raised.
    """
    thread_ids = _matching_threads(connection, names, version)
    if refreshed_id and refreshed_id not in thread_ids and _oldest_first(connection, {refreshed_id}):
        if not has_same_text(version.points, _latest_points(connection, refreshed_id), changed_by_author=True):
            raise AnotherThread
        thread_ids.add(refreshed_id)
    ids = _oldest_first(connection, thread_ids)
    capture_order = _in_capture_order(connection, {*captures_of(connection, ids), *capture_ids})
    return ThreadMatch(ids, capture_order, edits.load_active(connection, ids))


def match_thread(connection: Connection, thread_id: str) -> ThreadMatch:
    """What the archive has of one thread; empty when it was deleted."""
    ids = _oldest_first(connection, {thread_id})
    return ThreadMatch(ids, _in_capture_order(connection, captures_of(connection, ids)), edits.load_active(connection, ids))


def _matching_threads(connection: Connection, names: aliases.Names, version: Version) -> set[str]:
    """All threads with a post or capture in common; else those with the same text, of which at most one has post ids."""
    certain = aliases.find_threads(connection, {space: values for space, values in names.items() if space != aliases.TEXTS})
    likely = aliases.find_threads(connection, {aliases.TEXTS: names.get(aliases.TEXTS, set())}) - certain
    has_ids = bool(certain) or _has_ids(version.points)
    matching = set(certain)
    for thread_id in _oldest_first(connection, likely):
        points = _latest_points(connection, thread_id)
        if has_same_text(version.points, points) and not (has_ids and _has_ids(points)):
            matching.add(thread_id)
            has_ids = has_ids or _has_ids(points)
    return matching


def has_same_text(some: Sequence[Point], others: Sequence[Point], *, changed_by_author: bool = False) -> bool:
    """Whether two sequences of points are of one thread, by their texts.

    They are when every number that both have has the same text in both, or, when they have no number in common, when half of
    the texts of the shorter one occur in the other. Different texts under one
    number make it another thread, because nobody knows which of the two the author wrote. When it is known that the author may
    have changed it (`changed_by_author`), three in four that agree are enough.
    """
    by_number, other_by_number = _by_number(some), _by_number(others)
    if shared := by_number.keys() & other_by_number.keys():
        same = sum(_is_same_text(by_number[number], other_by_number[number]) for number in shared)
        return same == len(shared) or (changed_by_author and same >= 3 * (len(shared) - same))
    one, other = aliases.text_hashes(some), aliases.text_hashes(others)
    return bool(one & other) and 2 * len(one & other) >= min(len(one), len(other))


def _by_number(points: Sequence[Point]) -> dict[int, str]:
    return {point.number: point.text for point in points if point.number is not None}


def _is_same_text(one: str, other: str) -> bool:
    return one.split() == other.split() or (aliases.text_hash(one) or one) == aliases.text_hash(other)


def _has_ids(points: Sequence[Point]) -> bool:
    return any(point.post_id for point in points)


def _latest_points(connection: Connection, thread_id: str) -> tuple[Point, ...]:
    """The points of the latest Version without edits: a capture has none of them."""
    latest = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one()
    row = versions.find_row(connection, thread_id, latest)
    if row is None:
        return ()
    return (row.unedited or versions.load(connection, row)).points


def _oldest_first(connection: Connection, ids: Iterable[str]) -> tuple[str, ...]:
    query = select(threads.c.id).where(threads.c.id.in_(list(ids))).order_by(threads.c.archived_at, threads.c.id)
    return tuple(connection.execute(query).scalars())


def captures_of(connection: Connection, thread_ids: Sequence[str]) -> set[str]:
    """Ids of all captures that any Version of the threads was made from."""
    joined = version_captures.join(version_rows, version_rows.c.id == version_captures.c.version_id)
    query = select(version_captures.c.capture_id).select_from(joined).where(version_rows.c.thread_id.in_(thread_ids))
    return set(connection.execute(query).scalars())


def _in_capture_order(connection: Connection, ids: set[str]) -> tuple[str, ...]:
    """The captures by the time they were made, which is the order in which they are merged, whichever arrived first.

    Pages that are only stored, never read, are none of them.
    """
    query = (
        select(captures.c.id)
        .where(captures.c.id.in_(ids), captures.c.via != Via.SNAPSHOT)
        .order_by(captures.c.captured_at, captures.c.id)
    )
    return tuple(connection.execute(query).scalars())
