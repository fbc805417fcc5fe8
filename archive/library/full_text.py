"""The full text of threads: SQLite's FTS5 or PostgreSQL's tsvector, and the vocabulary that parts of words are found by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from sqlalchemy import Connection, text

from archive.columns import to_storable
from domain.search.document import Document
from domain.search.query import Field
from domain.search.words import is_unspaced

SEPARATOR: Final = "\ue000"
"""A word of no text, between the texts of a field, so that no phrase reaches from one into the next."""
TITLE_WORD: Final = "\ue001"
"""Before the words of titles, which PostgreSQL has a second time: it would read each document to see where a word stands."""
WEIGHTS: Final = {Field.TITLE: "A", Field.NOTE: "B", Field.AUTHOR: "C", Field.TEXT: "D", Field.ALT: "D", Field.QUOTE: "D"}
MIN_LETTERS: Final = 4
"""Of a word that has parts to be found by."""
WORDS_PER_STATEMENT: Final = 400
MAX_POSITION: Final = 16_383  # of PostgreSQL; words behind it are found, phrases of them are not
MAX_POSITIONS: Final = 250  # of one word
MAX_BYTES: Final = 900_000  # of a tsvector, which may have 1 MB; a longer one goes without positions


def add_documents(connection: Connection, documents: Mapping[int, Document]) -> None:
    """Adds documents under the numbers of their threads in the library."""
    if connection.dialect.name == "sqlite":
        _write_sqlite(connection, "INSERT INTO search(rowid, {columns}) VALUES (:id, {values})", documents)
    else:
        statement = text("INSERT INTO search(id, words) VALUES (:id, CAST(:words AS tsvector))")
        connection.execute(statement, [{"id": id_, "words": _tsvector(document)} for id_, document in documents.items()])
    _add_words(connection, documents.values())


def remove_document(connection: Connection, id_: int, document: Document) -> None:
    """Removes a document, which has to be as it was added."""
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO search(search, rowid, {columns}) VALUES ('delete', :id, {values})"
        _write_sqlite(connection, statement, {id_: document})
    else:
        connection.execute(text("DELETE FROM search WHERE id = :id"), {"id": id_})


def clear(connection: Connection) -> None:
    """Removes all documents and the vocabulary."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search(search) VALUES ('delete-all')"))
        connection.execute(text("DELETE FROM search_words"))
        connection.execute(text("INSERT INTO search_parts(search_parts) VALUES ('rebuild')"))
    else:
        connection.execute(text("TRUNCATE search, search_words"))


def optimise(connection: Connection) -> None:
    """Merges the parts of the index into one, after many documents were added at once."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search(search) VALUES ('optimize')"))
        connection.execute(text("INSERT INTO search_parts(search_parts) VALUES ('optimize')"))


def _write_sqlite(connection: Connection, statement: str, documents: Mapping[int, Document]) -> None:
    columns = ", ".join(Field)
    values = ", ".join(f":{field}" for field in Field)
    rows = [{"id": id_, **_texts(document)} for id_, document in documents.items()]
    connection.execute(text(statement.format(columns=columns, values=values)), rows)


def _texts(document: Document) -> dict[str, str]:
    between = f" {SEPARATOR} "
    return {str(field): to_storable(between.join(" ".join(words) for words in document[field])) for field in Field}


def _add_words(connection: Connection, documents: Iterable[Document]) -> None:
    """Adds the words that are new to the vocabulary, in order, so that two writers never wait for each other in a circle."""
    texts = chain.from_iterable(document.values() for document in documents)
    all_words = set(chain.from_iterable(chain.from_iterable(texts)))
    words = sorted(to_storable(word) for word in all_words if _has_parts(word))
    conflict = (
        "OR IGNORE INTO search_words(word) VALUES {}"
        if connection.dialect.name == "sqlite"
        else ("INTO search_words(word) VALUES {} ON CONFLICT DO NOTHING")
    )
    for start in range(0, len(words), WORDS_PER_STATEMENT):
        batch = words[start : start + WORDS_PER_STATEMENT]
        values = ", ".join(f"(:w{number})" for number in range(len(batch)))
        connection.execute(text(f"INSERT {conflict.format(values)}"), {f"w{n}": word for n, word in enumerate(batch)})


def _has_parts(word: str) -> bool:
    return len(word) >= MIN_LETTERS and not is_unspaced(word)


def _tsvector(document: Document) -> str:
    positions: dict[str, list[str]] = defaultdict(list)
    for word, place in _places(document):
        if len(positions[word]) < MAX_POSITIONS:
            positions[word].append(place)
    literal = " ".join(f"'{word}':{','.join(places)}" for word, places in positions.items())
    return literal if len(literal.encode()) <= MAX_BYTES else " ".join(f"'{word}'" for word in positions)


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """Each word with its position and the weight of its field; positions jump between two texts."""
    at = 0
    for field, texts in document.items():
        for words in texts:
            at += 1
            for word in _storable(words):
                at += 1
                place = f"{min(at, MAX_POSITION)}{WEIGHTS[field]}"
                yield word, place
                if field is Field.TITLE:
                    yield TITLE_WORD + word, place


def _storable(words: Iterable[str]) -> Iterator[str]:
    return (to_storable(word) for word in words)
