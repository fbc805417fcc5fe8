"""Finds authors by words of their names and handles; where none has them, by words with one letter wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from archive.library.tables import library_authors
from domain.search.nearly import nearly_equal
from domain.search.words import words_of

MIN_LETTERS: Final = 3
"""Of a name that may have one wrong: of shorter ones too many are nearly equal."""
MAX_AUTHORS: Final = 500


def find_authors(connection: Connection, words: Sequence[str]) -> Select[Any] | list[int]:
    """The ids of the authors whose names have all of the words, as parts of theirs; else nearly."""
    having = (library_authors.c.key.contains(word, autoescape=True) for word in words)
    exact = select(library_authors.c.id).where(*having)
    if connection.execute(exact.limit(1)).first():
        return exact
    rows = connection.execute(select(library_authors.c.id, library_authors.c.key))
    return [row.id for row in rows if _has_nearly(row.key.split(), words)][:MAX_AUTHORS]


def author_key(name: str, handle: str) -> str:
    """The words of name and handle, and each of the two as one word, by which an author is found."""
    parts = [words_of(name), words_of(handle)]
    return " ".join(dict.fromkeys([*parts[0], *parts[1], *("".join(words) for words in parts if words)]))


def _has_nearly(names: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word is nearly one of the names, or all of them as one are, as in "johncutler"."""
    joined = "".join(words)
    return all(any(_fits(word, name) for name in names) for word in words) or any(_fits(joined, name) for name in names)


def _fits(word: str, name: str) -> bool:
    return word in name or (len(word) >= MIN_LETTERS and nearly_equal(word, name))
