"""A query as a frozen tree. Made by `parsing`; compiled for each database by `archive/library`, matched in texts by `hits`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.search.features import Feature
from domain.shapes.reading import Site
from domain.shapes.thread import Verdict


class Field(StrEnum):
    """A text of a thread that is searched, in the order of the columns of the full text."""

    TEXT = "text"
    TITLE = "title"
    AUTHOR = "author"
    ALT = "alt"
    QUOTE = "quote"
    NOTE = "note"


EVERYWHERE: Final = frozenset(Field)


class Match(StrEnum):
    """How a word is compared: with whole words; with words and their parts; with the beginnings of words."""

    WHOLE = "whole"
    PARTS = "parts"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Words:
    """One or more words that stand one after the other in one of the fields; `match` says how the last one is compared."""

    words: tuple[str, ...]
    match: Match = Match.WHOLE
    fields: frozenset[Field] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class SiteIs:
    site: Site


@dataclass(frozen=True, slots=True)
class AuthorIs:
    """The author's name or handle has these words, or nearly: one letter may be wrong."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandleIs:
    """The author's handle, all of it."""

    handle: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A point has a tag of this family and theme; None does not matter."""

    family: str | None
    theme: str | None


@dataclass(frozen=True, slots=True)
class VerdictIs:
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Labelled:
    label: str


@dataclass(frozen=True, slots=True)
class CodebookIs:
    codebook: str


@dataclass(frozen=True, slots=True)
class PublishedFrom:
    """Published on that day or later; archived, where the day of publication is unknown."""

    day: date


@dataclass(frozen=True, slots=True)
class PublishedBefore:
    """Published before that day; archived, where the day of publication is unknown."""

    day: date


@dataclass(frozen=True, slots=True)
class Has:
    feature: Feature


@dataclass(frozen=True, slots=True)
class PointsBetween:
    """The number of points lies between both, ends included; None is no limit."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Not:
    query: Query


@dataclass(frozen=True, slots=True)
class All:
    """All of the queries; every thread when there are none."""

    queries: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    queries: tuple[Query, ...]


Filter = (
    SiteIs
    | AuthorIs
    | HandleIs
    | Tagged
    | VerdictIs
    | Labelled
    | CodebookIs
    | PublishedFrom
    | PublishedBefore
    | Has
    | PointsBetween
)
Query = Words | Filter | Not | All | AnyOf

EVERYTHING: Final = All()


def positive_words(query: Query) -> Iterator[Words]:
    """The words that make a thread match: those of `Not` are left out."""
    if isinstance(query, Words):
        yield query
    elif isinstance(query, All | AnyOf):
        for part in query.queries:
            yield from positive_words(part)


def both(*queries: Query) -> Query:
    """All of the queries as one, without those that hold for everything."""
    parts = tuple(query for query in queries if query != EVERYTHING)
    return parts[0] if len(parts) == 1 else All(parts)
