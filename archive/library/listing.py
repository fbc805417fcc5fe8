"""Lists the threads that a query asks for, a page at a time, with counts, facets and the places that match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select, union_all

from archive.archive import Archive
from archive.library.conditions import Conditions
from archive.library.cursor import Cursor
from archive.library.facets import count_facets
from archive.library.matches import find_matches
from archive.library.ordering import BY_DATE, load_rows, select_threads
from archive.library.tables import library, library_authors
from archive.tables import labels, marks
from archive.threads.thread_list import load_summaries
from domain.search.query import Query, positive_words
from domain.shapes.author import AuthorName
from domain.shapes.library import Count, Item, Order, Page, Sort
from domain.shapes.submission import OWNER
from domain.shapes.thread import ThreadSummary

MAX_NAMES: Final = 100
"""Names of one author that are looked at."""


def list_page(
    archive: Archive,
    query: Query,
    order: Order,
    cursor: str | None = None,
    limit: int = 50,
    *,
    facets: bool = False,
    person: str = OWNER,
) -> Page:
    """At most `limit` threads after `cursor`, with the favourites and notes of that person.

    Raises Invalid for a cursor that no page of this list gave.
    """
    after = Cursor.parse(cursor, order) if cursor else Cursor()
    with archive.database.read() as connection:
        conditions = Conditions(connection, person)
        selection = select_threads(conditions, query)
        rows = load_rows(conditions, selection, order, after, limit)
        return Page(
            items=_load_items(connection, rows[:limit], query, person),
            count=Count(selection.count, conditions.exact),
            first=after.offset + 1 if rows else 0,
            next=_next(rows, order, after, limit),
            facets=count_facets(connection, selection) if facets else {},
        )


def count_threads(archive: Archive) -> int:
    """The number of all threads."""
    with archive.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(library)).scalar_one())


def list_thread_ids(archive: Archive, query: Query, person: str = OWNER) -> tuple[str, ...]:
    """The ids of all threads that a query of that person asks for, the newest first."""
    with archive.database.read() as connection:
        where = Conditions(connection, person).compile(query)
        rows = select(library.c.thread_id).where(where).order_by(library.c.archived_at.desc(), library.c.id.desc())
        return tuple(connection.execute(rows).scalars())


def list_latest_of_author(archive: Archive, author: AuthorName, limit: int, without: str) -> tuple[ThreadSummary, ...]:
    """The author's threads that were published last, the latest first, but for the thread `without`."""
    same = (library_authors.c.site == author.site, func.lower(library_authors.c.handle) == author.handle.lower())
    with archive.database.read() as connection:
        author_ids = connection.execute(select(library_authors.c.id).where(*same).limit(MAX_NAMES)).scalars().all()
        if not author_ids:
            return ()
        # Each name of the author by itself, since the index has the threads of one in their order.
        columns, latest = (library.c.thread_id, library.c.published_at, library.c.id), (library.c.published_at, library.c.id)
        queries = [
            select(*columns)
            .where(library.c.author_id == id_, library.c.thread_id != without)
            .order_by(*(column.desc() for column in latest))
            .limit(limit)
            .subquery()
            for id_ in author_ids
        ]
        threads = union_all(*map(select, queries)).subquery()
        order = (threads.c.published_at.desc(), threads.c.id.desc())
        ids = connection.execute(select(threads.c.thread_id).order_by(*order).limit(limit)).scalars().all()
        summaries = {summary.id: summary for summary in load_summaries(connection, ids)}
    return tuple(summaries[id_] for id_ in ids)


def count_years(archive: Archive, query: Query, sort: Sort, person: str = OWNER) -> Mapping[int, int]:
    """How many of the threads were published, or archived, in each year that has any."""
    column = library.c.archived_at if sort is Sort.ARCHIVED else library.c.published_at
    counts: dict[int, int] = {}
    with archive.database.read() as connection:
        where = Conditions(connection, person).compile(query)
        first = _value(connection, func.min(column), where)
        while first is not None:
            end = _year_end(first.year)
            counts[first.year] = _value(connection, func.count(), where, column >= first, column < end)
            first = _value(connection, func.min(column), where, column >= end)
    return counts


def _value(connection: Connection, function: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Any:
    return connection.execute(select(function).select_from(library).where(*conditions)).scalar_one()


def _year_end(year: int) -> datetime:
    """The beginning of the next year; of the last one, the last moment."""
    return datetime.max.replace(tzinfo=UTC) if year == MAXYEAR else datetime(year + 1, 1, 1, tzinfo=UTC)


def year_cursor(order: Order, year: int, offset: int) -> str | None:
    """The cursor of a list by date at the threads of a year, which `offset` others come before; None for other sorts."""
    if order.sort not in BY_DATE:
        return None
    limit = datetime(year, 1, 1, tzinfo=UTC) if order.reverse else _year_end(year)
    return Cursor(limit.isoformat(), 0, offset).text(order)


def _next(rows: Sequence[Row[Any]], order: Order, after: Cursor, limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    value = last.value.isoformat() if isinstance(last.value, datetime) else last.value
    return Cursor(value, last.id, after.offset + limit).text(order)


def _load_items(connection: Connection, rows: Sequence[Row[Any]], query: Query, person: str) -> tuple[Item, ...]:
    ids = [row.thread_id for row in rows]
    summaries = {summary.id: summary for summary in load_summaries(connection, ids)}
    labelled: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(labels).where(labels.c.thread_id.in_(ids)).order_by(labels.c.name)):
        labelled[row.thread_id].append(row.name)
    of_person = select(marks).where(marks.c.thread_id.in_(ids), marks.c.person == person)
    own = {row.thread_id: row for row in connection.execute(of_person)}
    matches = find_matches(connection, ids, tuple(positive_words(query)))
    return tuple(
        Item(
            summaries[id_],
            tuple(labelled[id_]),
            id_ in own and own[id_].favourite,
            own[id_].note if id_ in own else None,
            matches.get(id_, ()),
        )
        for id_ in ids
    )
