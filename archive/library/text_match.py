"""Words of a query as an expression of the database's full text: FTS5's MATCH or a tsquery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import ColumnElement, Connection, Float, Integer, cast, column, func, literal, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from archive.library.full_text import WEIGHTS
from archive.library.tables import library
from domain.search.query import EVERYWHERE, Field, Match, Words

MAX_PARTS: Final = 500
"""Words of the vocabulary that one word of a query may stand for."""
SHORT: Final = 3
"""Letters of a word that is looked for inside of others only while not too many have it."""
OR_AT_ONCE: Final = 64
"""FTS5 compares all parts of an OR for every row."""
FIELD_WEIGHTS: Final = {Field.TITLE: 8.0, Field.AUTHOR: 4.0, Field.NOTE: 2.0}
_SEARCH: Final = table("search", column("search"), column("rowid", Integer), column("id", Integer), column("words"))


class TextMatch(Protocol):
    """The full text of one kind of database."""

    def expression(self, words: Words, parts: Sequence[str]) -> str:
        """The words, the last of which may also be one of `parts`."""

    def all_of(self, expressions: Sequence[str]) -> str: ...

    def any_of(self, expressions: Sequence[str]) -> str: ...

    def matches(self, expression: str) -> ColumnElement[bool]:
        """Whether the thread of a row in the library matches."""

    def relevance(self, expression: str) -> ColumnElement[float]:
        """A score, larger for better matches. Needs the row of `search` in the statement: see `with_score`."""

    def scored(self, expression: str) -> ColumnElement[bool]:
        """The condition that joins the rows of `search` that match to those of the library."""


def text_match(connection: Connection) -> TextMatch:
    return _Fts5() if connection.dialect.name == "sqlite" else _TsVector()


def parts_of(connection: Connection, words: Words) -> tuple[tuple[str, ...], bool]:
    """The words of the vocabulary that have the query's word inside, the shortest first; and whether these are all."""
    if words.match is not Match.PARTS:
        return (), True
    (word,) = words.words
    name = "search_parts" if connection.dialect.name == "sqlite" else "search_words"
    query = text(f"SELECT word FROM {name} WHERE word LIKE :inside LIMIT {MAX_PARTS + 1}")  # noqa: S608 - a name of ours
    longer = [row for row in connection.execute(query, {"inside": f"%{word}%"}).scalars() if not row.startswith(word)]
    if len(longer) <= MAX_PARTS:
        return tuple(longer), True
    return ((), True) if len(word) <= SHORT else (tuple(sorted(longer, key=len)[:MAX_PARTS]), False)


class _Fts5:
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
        return library.c.id.in_(select(_SEARCH.c.rowid).where(_SEARCH.c.search.op("MATCH")(literal(expression))))

    def relevance(self, expression: str) -> ColumnElement[float]:  # noqa: ARG002 - bm25 knows what was matched
        weights = (literal(FIELD_WEIGHTS.get(field, 1.0)) for field in Field)
        return cast(-func.bm25(text("search"), *weights), Float)

    def scored(self, expression: str) -> ColumnElement[bool]:
        return (library.c.id == _SEARCH.c.rowid) & _SEARCH.c.search.op("MATCH")(literal(expression))


class _TsVector:
    def expression(self, words: Words, parts: Sequence[str]) -> str:
        weights = "" if words.fields == EVERYWHERE else "".join(sorted({WEIGHTS[field] for field in words.fields}))
        beginning = "" if words.match is Match.WHOLE else "*"
        ends = [*([""] * (len(words.words) - 1)), beginning]
        pairs = zip(words.words, ends, strict=True)
        phrase = " <-> ".join(_lexeme(word, end + weights) for word, end in pairs)
        return f"({' | '.join([phrase, *(_lexeme(part, weights) for part in parts)])})"

    def all_of(self, expressions: Sequence[str]) -> str:
        return " & ".join(expressions)

    def any_of(self, expressions: Sequence[str]) -> str:
        return f"({' | '.join(expressions)})"

    def matches(self, expression: str) -> ColumnElement[bool]:
        return library.c.id.in_(select(_SEARCH.c.id).where(_SEARCH.c.words.op("@@")(_query(expression))))

    def relevance(self, expression: str) -> ColumnElement[float]:
        return func.ts_rank(text("'{0.12, 0.5, 0.25, 1}'::float4[]"), _SEARCH.c.words, _query(expression), 1)

    def scored(self, expression: str) -> ColumnElement[bool]:
        return (library.c.id == _SEARCH.c.id) & _SEARCH.c.words.op("@@")(_query(expression))


def _lexeme(word: str, marks: str) -> str:
    return f"'{word}'" + (f":{marks}" if marks else "")


def _query(expression: str) -> ColumnElement[str]:
    return cast(literal(expression), TSQUERY)
