"""Lists the threads that a query asks for, a page at a time, with counts, facets and the places that match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from archive.archive import Archive
from archive.library.conditions import Conditions
from archive.library.cursor import Cursor
from archive.library.facets import count_facets
from archive.library.matches import find_matches
from archive.library.tables import library
from archive.tables import labels, marks
from archive.threads.thread_list import load_summaries
from domain.search.query import Field, Query, Words, positive_words
from domain.shapes.library import Count, Item, Order, Page, Sort
from domain.shapes.submission import OWNER

MAX_SCORED: Final = 2000
"""Results that are scored; of more the newest come first, those with the words in their title before the others."""
_COLUMNS: Final = {
    Sort.ARCHIVED: (library.c.archived_at, True),
    Sort.PUBLISHED: (library.c.published_at, True),
    Sort.AUTHOR: (library.c.author_key, False),
    Sort.TITLE: (library.c.title_key, False),
    Sort.POINTS: (library.c.points, True),
}
"""The column of each sort, and whether the largest comes first."""


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
        where = conditions.compile(query)
        count = connection.execute(select(func.count()).select_from(library).where(where)).scalar_one()
        rows = _rows(conditions, query, where, order, after, limit, count)
        return Page(
            items=_load_items(connection, rows[:limit], query, person),
            count=Count(count, conditions.exact),
            first=after.offset + 1 if rows else 0,
            next=_next(rows, order, after, limit),
            facets=count_facets(connection, where, count) if facets else {},
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
    if order.sort not in (Sort.ARCHIVED, Sort.PUBLISHED):
        return None
    limit = datetime(year, 1, 1, tzinfo=UTC) if order.reverse else _year_end(year)
    return Cursor(limit.isoformat(), 0, offset).text(order)


def _rows(
    conditions: Conditions,
    query: Query,
    where: ColumnElement[bool],
    order: Order,
    after: Cursor,
    limit: int,
    count: int,
) -> Sequence[Row[Any]]:
    """One row more than the page has, each with the value that it is sorted by."""
    if order.sort is Sort.RELEVANCE:
        ordered = _by_relevance(conditions, query, where, order, count).offset(after.offset)
    else:
        ordered = _by_column(where, order, after)
    return conditions.connection.execute(ordered.limit(limit + 1)).all()


def _by_column(where: ColumnElement[bool], order: Order, after: Cursor) -> Select[Any]:
    column, largest_first = _COLUMNS[order.sort]
    descending = largest_first is not order.reverse
    if after.offset or after.id:
        by_date = order.sort in (Sort.ARCHIVED, Sort.PUBLISHED)
        value: Any = datetime.fromisoformat(str(after.value)) if by_date else after.value
        beyond = column < value if descending else column > value
        further = library.c.id < after.id if descending else library.c.id > after.id
        where = and_(where, or_(beyond, and_(column == value, further)))
    directions = (column.desc(), library.c.id.desc()) if descending else (column.asc(), library.c.id.asc())
    return select(library.c.id, library.c.thread_id, column.label("value")).where(where).order_by(*directions)


def _by_relevance(conditions: Conditions, query: Query, where: ColumnElement[bool], order: Order, count: int) -> Select[Any]:
    columns = (library.c.id, library.c.thread_id, library.c.id.label("value"))
    expression = conditions.relevance(query)
    newest = (library.c.archived_at.desc(), library.c.id.desc())
    if expression is None:
        return select(*columns).where(where).order_by(*newest)
    if count <= MAX_SCORED:
        score = conditions.text.relevance(expression)
        ranked = select(*columns).where(conditions.text.scored(expression), where)
        return ranked.order_by(score.asc() if order.reverse else score.desc(), *newest)
    title = [Words(words.words, words.match, frozenset({Field.TITLE})) for words in positive_words(query)]
    in_title = conditions.text.matches(conditions.text.all_of([conditions.text.expression(words, ()) for words in title]))
    return select(*columns).where(where).order_by(in_title.asc() if order.reverse else in_title.desc(), *newest)


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
