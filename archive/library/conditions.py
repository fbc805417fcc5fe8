"""Compiles the tree of a query to a condition on the rows of the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select, true

from archive.library.authors import find_authors
from archive.library.tables import library, library_authors, library_themes
from archive.library.text_match import TextMatch, expand, text_match
from archive.tables import labels, marks
from domain.search.features import Feature
from domain.search.query import (
    All,
    AnyOf,
    AuthorIs,
    CodebookIs,
    Filter,
    HandleIs,
    Has,
    Labelled,
    Not,
    PointsBetween,
    PublishedBefore,
    PublishedFrom,
    Query,
    SiteIs,
    Tagged,
    VerdictIs,
    Words,
    positive_words,
)
from domain.shapes.submission import OWNER
from domain.text_folding import fold

Condition = ColumnElement[bool]


@dataclass(slots=True)
class Conditions:
    """Compiles queries on one connection; `person` is whose favourites are looked for.

    `exact` becomes False when a word stands for more words than are looked up.
    """

    connection: Connection
    person: str = OWNER
    exact: bool = True
    text: TextMatch = field(init=False)
    _expressions: dict[Words, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = text_match(self.connection)

    def compile(self, query: Query) -> Condition:
        """The condition. Texts that stand beside each other are looked up together."""
        expression = self.expression(query)
        if expression is not None:
            return self.text.matches(expression)
        if isinstance(query, Not):
            return not_(self.compile(query.query))
        if isinstance(query, All):
            return self._all(query)
        if isinstance(query, AnyOf):
            return or_(*(self.compile(part) for part in query.queries))
        assert not isinstance(query, Words)
        return self._filter(query)

    def expression(self, query: Query) -> str | None:
        """The query as an expression of the full text; None when it has anything but words, OR and AND."""
        if isinstance(query, Words):
            return self._words(query)
        if isinstance(query, All | AnyOf) and query.queries:
            parts = [self.expression(part) for part in query.queries]
            texts = [part for part in parts if part is not None]
            if len(texts) == len(parts):
                return self.text.all_of(texts) if isinstance(query, All) else self.text.any_of(texts)
        return None

    def relevance(self, query: Query) -> str | None:
        """What a thread is scored by: all of the texts that must occur, else any of those that may."""
        required = query.queries if isinstance(query, All) else (query,)
        texts = [text for part in required if (text := self.expression(part)) is not None]
        if texts:
            return self.text.all_of(texts)
        words = [self._words(part) for part in positive_words(query)]
        return self.text.any_of(words) if words else None

    def _words(self, words: Words) -> str:
        if words not in self._expressions:
            expansion = expand(self.connection, words)
            self.exact &= expansion.exact
            self._expressions[words] = self.text.expression(expansion.words, expansion.parts)
        return self._expressions[words]

    def _all(self, query: All) -> Condition:
        texts = [(part, self.expression(part)) for part in query.queries]
        rest = [self.compile(part) for part, text in texts if text is None]
        required = [text for _, text in texts if text is not None]
        return and_(true(), *([self.text.matches(self.text.all_of(required))] if required else []), *rest)

    def _filter(self, query: Filter) -> Condition:
        if isinstance(query, AuthorIs):
            return library.c.author_id.in_(find_authors(self.connection, query.words))
        if isinstance(query, Tagged):
            return self._tagged(query)
        if isinstance(query, Labelled):
            return self._labelled(query)
        if query == Has(Feature.FAVOURITE):
            own = (marks.c.person == self.person, marks.c.favourite.is_(True))
            return library.c.thread_id.in_(select(marks.c.thread_id).where(*own))
        return _simple(query)

    def _tagged(self, query: Tagged) -> Condition:
        conditions = [library_themes.c.family == query.family] if query.family else []
        conditions += [library_themes.c.theme == query.theme] if query.theme else []
        ids = self.connection.execute(select(library_themes.c.id).where(*conditions)).scalars()
        return reduce(or_, (library.c.themes.contains(f" {id_} ") for id_ in ids), false())

    def _labelled(self, query: Labelled) -> Condition:
        conditions = fold(query.label)
        names = [
            name for name in self.connection.execute(select(labels.c.name).distinct()).scalars() if fold(name) == conditions
        ]
        return library.c.thread_id.in_(select(labels.c.thread_id).where(labels.c.name.in_(names)))


def _simple(query: Filter) -> Condition:
    """The filters that compare a column."""
    match query:
        case SiteIs(site):
            return library.c.site == site
        case VerdictIs(verdict):
            return library.c.verdict == verdict
        case CodebookIs(codebook):
            return library.c.codebook_id == codebook
        case HandleIs(handle):
            return library.c.author_id.in_(
                select(library_authors.c.id).where(func.lower(library_authors.c.handle) == handle.lower())
            )
        case PublishedFrom(day):
            return library.c.published_at >= datetime.combine(day, time(), UTC)
        case PublishedBefore(day):
            return library.c.published_at < datetime.combine(day, time(), UTC)
        case Has(feature):
            return library.c.features.op("&")(int(feature)) != 0
        case PointsBetween(least, most):
            return and_(true(), *_limits(library.c.points, least, most))
        case _:
            raise AssertionError(query)


def _limits(column: ColumnElement[Any], least: int | None, most: int | None) -> list[Condition]:
    return ([column >= least] if least is not None else []) + ([column <= most] if most is not None else [])
