"""Words of a query as an expression of the database's full text: FTS5's MATCH or a tsquery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Float,
    Integer,
    TableClause,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from archive.library.full_text import TITLE_WORD, WEIGHTS
from archive.library.tables import library
from domain.search.query import EVERYWHERE, Field, Match, Words

MAX_PARTS: Final = 500
"""Words of the vocabulary that one word of a query may stand for."""
SHORT: Final = 3
"""Letters of a word that is looked for inside of others only while not too many have it."""
FIELD_WEIGHTS: Final = {Field.TITLE: 8.0, Field.AUTHOR: 4.0, Field.NOTE: 2.0}
_SEARCH: Final = table("search", column("search"), column("rowid", Integer), column("id", Integer), column("words"))


class TextMatch(Protocol):
    """The full text of one kind of database."""

    def expression(self, words: Words, parts: Sequence[str]) -> str:
        """The words, the last of which may also be one of `parts`."""

    def all_of(self, expressions: Sequence[str]) -> str: ...

    def any_of(self, expressions: Sequence[str]) -> str: ...

    def matches(self, expression: str) -> ColumnElement[bool]:
        """Whether the thread of a row in the library matches. Looked up once, however often the condition is used."""

    def count(self, expression: str) -> int:
        """How many threads match."""

    def relevance(self, expression: str) -> ColumnElement[float]:
        """A score, larger for better matches. Needs the row of `search` in the statement: see `with_score`."""

    def scored(self, expression: str) -> ColumnElement[bool]:
        """The condition that joins the rows of `search` that match to those of the library."""


def text_match(connection: Connection) -> TextMatch:
    return _Fts5(connection) if connection.dialect.name == "sqlite" else _TsVector(connection)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words as they are looked up: `parts` are words of the vocabulary that count as the last one. Not `exact` when not all."""

    words: Words
    parts: tuple[str, ...] = ()
    exact: bool = True


def expand(connection: Connection, words: Words) -> Expansion:
    """Finds the words of the vocabulary that have the query's word inside. Where too many have a short one, it is whole."""
    if words.match is not Match.PARTS:
        return Expansion(words)
    (word,) = words.words
    name = "search_parts" if connection.dialect.name == "sqlite" else "search_words"
    query = text(f"SELECT word FROM {name} WHERE word LIKE :inside LIMIT {MAX_PARTS + 1}")  # noqa: S608 - a name of ours
    longer = connection.execute(query, {"inside": f"%{word}%"}).scalars().all()
    if len(longer) > MAX_PARTS and len(word) <= SHORT:
        return Expansion(replace(words, match=Match.WHOLE))
    parts = [part for part in longer if not part.startswith(word)]
    return Expansion(words, tuple(sorted(parts, key=len)[:MAX_PARTS]), len(longer) <= MAX_PARTS)


class _Fts5:
    """FTS5. What an expression finds is stored in a temporary table, since FTS5 would look for it again in every statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables: dict[str, TableClause] = {}

    def expression(self, words: Words, parts: Sequence[str]) -> str:
        phrase = '"' + " ".join(words.words) + '"' + ("" if words.match is Match.WHOLE else " *")
        alternatives = [phrase, *(f'"{part}"' for part in parts)]
        joined = f"({' OR '.join(alternatives)})"
        return joined if words.fields == EVERYWHERE else f"{{{' '.join(sorted(words.fields))}}} : {joined}"

    def all_of(self, expressions: Sequence[str]) -> str:
        return " AND ".join(f"({expression})" for expression in expressions)

    def any_of(self, expressions: Sequence[str]) -> str:
        return " OR ".join(f"({expression})" for expression in expressions)

    def matches(self, expression: str) -> ColumnElement[bool]:
        return library.c.id.in_(select(self._hits(expression).c.id))

    def count(self, expression: str) -> int:
        return int(self._connection.execute(select(func.count()).select_from(self._hits(expression))).scalar_one())

    def _hits(self, expression: str) -> TableClause:
        if expression not in self._tables:
            self._tables[expression] = self._store(expression, f"hits_{len(self._tables)}")
        return self._tables[expression]

    def _store(self, expression: str, name: str) -> TableClause:
        run = self._connection.exec_driver_sql
        run(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY)")
        run(f"DELETE FROM temp.{name}")  # noqa: S608 - a name of ours
        run(f"INSERT INTO temp.{name} SELECT rowid FROM search WHERE search MATCH ?", (expression,))  # noqa: S608
        return table(name, column("id", Integer))

    def relevance(self, expression: str) -> ColumnElement[float]:  # noqa: ARG002 - bm25 knows what was matched
        weights = (literal(FIELD_WEIGHTS.get(field, 1.0)) for field in Field)
        return cast(-func.bm25(text("search"), *weights), Float)

    def scored(self, expression: str) -> ColumnElement[bool]:
        return (library.c.id == _SEARCH.c.rowid) & _SEARCH.c.search.op("MATCH")(literal(expression))


@dataclass(frozen=True, slots=True)
class _Ids:
    """The ids of threads as an array's text, and how many there are."""

    array: str
    count: int


class _TsVector:
    """A tsvector. The ids that an expression finds go through here as one text: each statement would look for them again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[str, _Ids] = {}

    def expression(self, words: Words, parts: Sequence[str]) -> str:
        if words.fields == {Field.TITLE}:
            return self._any_of(words, parts, TITLE_WORD, "")
        weights = "" if words.fields == EVERYWHERE else "".join(sorted({WEIGHTS[field] for field in words.fields}))
        return self._any_of(words, parts, "", weights)

    def _any_of(self, words: Words, parts: Sequence[str], mark: str, weights: str) -> str:
        beginning = "" if words.match is Match.WHOLE else "*"
        ends = [*([""] * (len(words.words) - 1)), beginning]
        pairs = zip(words.words, ends, strict=True)
        phrase = " <-> ".join(_lexeme(mark + word, end + weights) for word, end in pairs)
        return self.any_of([phrase, *(_lexeme(mark + part, weights) for part in parts)])

    def all_of(self, expressions: Sequence[str]) -> str:
        return " & ".join(expressions)

    def any_of(self, expressions: Sequence[str]) -> str:
        return f"({' | '.join(expressions)})"

    def matches(self, expression: str) -> ColumnElement[bool]:
        ids = cast(literal(self._ids(expression).array), ARRAY(Integer))
        return library.c.id.in_(select(func.unnest(ids)))

    def count(self, expression: str) -> int:
        return self._ids(expression).count

    def _ids(self, expression: str) -> _Ids:
        if expression not in self._found:
            columns = (func.aggregate_strings(cast(_SEARCH.c.id, Text), ","), func.count())
            matching = select(*columns).select_from(_SEARCH).where(_SEARCH.c.words.op("@@")(_query(expression)))
            ids, count = self._connection.execute(matching).one()
            self._found[expression] = _Ids(f"{{{ids or ''}}}", count)
        return self._found[expression]

    def relevance(self, expression: str) -> ColumnElement[float]:
        return func.ts_rank(text("'{0.12, 0.5, 0.25, 1}'::float4[]"), _SEARCH.c.words, _query(expression), 1)

    def scored(self, expression: str) -> ColumnElement[bool]:
        return (library.c.id == _SEARCH.c.id) & self.matches(expression)


def _lexeme(word: str, marks: str) -> str:
    return f"'{word}'" + (f":{marks}" if marks else "")


def _query(expression: str) -> ColumnElement[str]:
    return cast(literal(expression), TSQUERY)
