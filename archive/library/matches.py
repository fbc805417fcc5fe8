"""Finds where in threads the words of a query stand: at most two places of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, null, select

from archive.points import load_points_of
from archive.tables import marks, point_notes, threads, versions
from domain.anchors import PointFinder
from domain.search.document import alts_of
from domain.search.hits import TextHits, cut_snippet, find_hits
from domain.search.query import Field, Words
from domain.shapes.library import TextMatch
from domain.shapes.thread import Point

MAX_MATCHES: Final = 2
Place = tuple[Field, str, int | None, int | None]
"""A text: its field, the text, and the position and number of its point."""


def find_matches(
    connection: Connection, thread_ids: Sequence[str], queries: Sequence[Words]
) -> Mapping[str, tuple[TextMatch, ...]]:
    """The best places of each thread: those with the most parts of the query, points before title, author and notes."""
    if not queries:
        return {}
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    columns = (versions.c.id, versions.c.thread_id, versions.c.title, versions.c.author)
    latest = select(*columns).join(threads, newest).where(threads.c.id.in_(thread_ids))
    rows = connection.execute(latest).all()
    point_rows = load_points_of(connection, [row.id for row in rows])
    notes = _load_notes(connection, thread_ids)
    return {
        row.thread_id: _best(_places(row, point_rows.get(row.id, ()), notes.get(row.thread_id, ())), queries) for row in rows
    }


def _best(places: Iterator[Place], queries: Sequence[Words]) -> tuple[TextMatch, ...]:
    matching = [(place, find_hits(place[1], place[0], queries)) for place in places]
    matching = [(place, hits) for place, hits in matching if hits.hits]
    matching.sort(key=lambda pair: -pair[1].parts)
    return tuple(_text_match(place, hits) for place, hits in matching[:MAX_MATCHES])


def _text_match(place: Place, hits: TextHits) -> TextMatch:
    field, text, position, number = place
    return TextMatch(field, cut_snippet(text, hits.hits), position, number)


def _places(row: Any, version_points: Sequence[Point], notes: Sequence[Any]) -> Iterator[Place]:
    """All texts of a thread, in the order in which equal ones are shown."""
    for field in (Field.TEXT, Field.QUOTE, Field.ALT):
        for point in version_points:
            yield from ((field, text, point.position, point.number) for text in _texts(point, field))
    finder = PointFinder(version_points)
    for note in notes:
        place = finder.find(note.anchor) if note.anchor else None
        yield Field.NOTE, note.note, place.position if place else None, place.number if place else None
    yield Field.TITLE, row.title, None, None
    yield Field.AUTHOR, " ".join(filter(None, (row.author.name, row.author.handle))), None, None


def _texts(point: Point, field: Field) -> Iterator[str]:
    if field is Field.TEXT:
        yield point.text
    elif field is Field.ALT:
        yield from alts_of(point)
    elif point.quote:
        yield point.quote.text


def _load_notes(connection: Connection, thread_ids: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """The notes on points, then those on the thread, which have no anchor."""
    loaded: dict[str, list[Any]] = {}
    on_points = select(point_notes.c.thread_id, point_notes.c.anchor, point_notes.c.note).order_by(point_notes.c.id)
    on_threads = select(marks.c.thread_id, null().label("anchor"), marks.c.note).where(marks.c.note.is_not(None))
    for table, query in ((point_notes, on_points), (marks, on_threads.order_by(marks.c.person))):
        for row in connection.execute(query.where(table.c.thread_id.in_(thread_ids))):
            loaded.setdefault(row.thread_id, []).append(row)
    return loaded
