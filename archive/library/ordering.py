"""Takes a page of the threads that a query asks for, in the order that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, not_, select, tuple_, union_all

from archive.library.conditions import Conditions
from archive.library.cursor import Cursor
from archive.library.tables import library
from domain.search.query import EVERYTHING, Field, Query, Words, positive_words
from domain.shapes.library import Order, Sort

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
BY_DATE: Final = frozenset({Sort.ARCHIVED, Sort.PUBLISHED})
"""Sorts that an index has the order of."""
DENSE: Final = 10
"""Of so many threads one is a result where walking through all of them in their order pays."""
_NEWEST: Final = (library.c.archived_at.desc(), library.c.id.desc())


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query asks for: the condition, how many threads it holds for, and how many there are at all."""

    query: Query
    where: ColumnElement[bool]
    count: int
    total: int


def select_threads(conditions: Conditions, query: Query) -> Selection:
    """Compiles the query and counts its threads."""
    run, where, expression = conditions.connection.execute, conditions.compile(query), conditions.expression(query)
    total = run(select(func.count()).select_from(library)).scalar_one()
    if query == EVERYTHING:
        return Selection(query, where, total, total)
    if expression is None:
        return Selection(query, where, run(select(func.count()).select_from(library).where(where)).scalar_one(), total)
    # Every document of the full text is a thread of the library.
    return Selection(query, where, conditions.text.count(expression), total)


def load_rows(conditions: Conditions, selection: Selection, order: Order, after: Cursor, limit: int) -> Sequence[Row[Any]]:
    """One row more than the page has, each with the value that it is sorted by."""
    if order.sort is Sort.RELEVANCE:
        ordered = _by_relevance(conditions, selection, order, after.offset + limit + 1).offset(after.offset)
    else:
        ordered = _by_column(selection, order, after, limit + 1)
    return conditions.connection.execute(ordered.limit(limit + 1)).all()


def _by_column(selection: Selection, order: Order, after: Cursor, limit: int) -> Select[Any]:
    column, largest_first = _COLUMNS[order.sort]
    descending = largest_first is not order.reverse
    where = selection.where
    if order.sort in BY_DATE and _is_dense(selection.count, selection.total, limit):
        where = _in_order(where)
    if after.offset or after.id:
        value: Any = datetime.fromisoformat(str(after.value)) if order.sort in BY_DATE else after.value
        place, last = tuple_(column, library.c.id), tuple_(literal(value, column.type), literal(after.id))
        where = and_(where, place < last if descending else place > last)
    directions = (column.desc(), library.c.id.desc()) if descending else (column.asc(), library.c.id.asc())
    return select(library.c.id, library.c.thread_id, column.label("value")).where(where).order_by(*directions)


def _by_relevance(conditions: Conditions, selection: Selection, order: Order, limit: int) -> Select[Any]:
    columns = (library.c.id, library.c.thread_id, library.c.id.label("value"))
    expression = conditions.relevance(selection.query)
    if expression is None:
        where = selection.where
        if _is_dense(selection.count, selection.total, limit):
            where = _in_order(where)
        return select(*columns).where(where).order_by(*_NEWEST)
    if selection.count > MAX_SCORED:
        ordered = _titles_first if selection.count * DENSE > selection.total else _sorted_by_title
        return ordered(conditions, selection, order, limit)
    score = conditions.text.relevance(expression)
    ranked = select(*columns).where(conditions.text.scored(expression), selection.where)
    return ranked.order_by(score.asc() if order.reverse else score.desc(), *_NEWEST)


def _title_expression(conditions: Conditions, query: Query) -> str:
    words = [Words(words.words, words.match, frozenset({Field.TITLE})) for words in positive_words(query)]
    return conditions.text.all_of([conditions.text.expression(part, ()) for part in words])


def _sorted_by_title(conditions: Conditions, selection: Selection, order: Order, _limit: int) -> Select[Any]:
    """Those with the words in their title before the others, the newest of each first."""
    in_title = conditions.text.matches(_title_expression(conditions, selection.query))
    columns = (library.c.id, library.c.thread_id, library.c.id.label("value"))
    rank = in_title.asc() if order.reverse else in_title.desc()
    return select(*columns).where(selection.where).order_by(rank, *_NEWEST)


def _titles_first(conditions: Conditions, selection: Selection, order: Order, limit: int) -> Select[Any]:
    """As `_sorted_by_title` without sorting all: the newest `limit` of each are enough."""
    title = _title_expression(conditions, selection.query)
    in_title, most = conditions.text.matches(title), conditions.text.count(title)
    parts = []
    for condition, count, rank in ((in_title, min(most, selection.count), 0), (not_(in_title), selection.count - most, 1)):
        where = and_(selection.where, condition)
        if _is_dense(count, selection.total, limit):
            where = _in_order(where)
        columns = (library.c.id, library.c.thread_id, library.c.archived_at, literal(rank).label("rank"))
        parts.append(select(*columns).where(where).order_by(*_NEWEST).limit(limit).subquery())
    both = union_all(*map(select, parts)).subquery()
    groups = both.c.rank.desc() if order.reverse else both.c.rank.asc()
    ordered = select(both.c.id, both.c.thread_id, both.c.id.label("value"))
    return ordered.order_by(groups, both.c.archived_at.desc(), both.c.id.desc())


def _is_dense(count: int, total: int, limit: int) -> bool:
    """Whether fewer rows are read by going through all threads in order until there are enough than by sorting the results."""
    return count > 0 and count * count > limit * total


def _in_order(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition as one that no index answers: databases would begin with it, and sort all that it finds."""
    return case((where, 1), else_=0) == 1
