"""The query and the order of a list of threads, from the address of the request: for the API, pages, exports and feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from flask import request

from domain.errors import Invalid
from domain.messages import Message, message
from domain.search.parsing import parse_query
from domain.search.query import (
    CodebookIs,
    HandleIs,
    Labelled,
    PublishedBefore,
    PublishedFrom,
    Query,
    SiteIs,
    Tagged,
    VerdictIs,
    both,
    positive_words,
)
from domain.shapes.library import Order, Sort
from domain.shapes.reading import Site
from domain.shapes.thread import Verdict

FILTERS: Final = ("site", "author", "family", "theme", "verdict", "label", "codebook", "year")
MAX_YEAR: Final = 9998
E = TypeVar("E", bound=StrEnum)


def requested_query(filters: Sequence[str] = FILTERS) -> Query:
    """`q` and all filters of the request together. Raises Invalid, naming each parameter at fault."""
    faults: dict[str, Message] = {}
    parts: list[Query] = []
    for name in ("q", *filters):
        try:
            parts += [_parse(name, value) for value in request.args.getlist(name) if value.strip()]
        except Invalid as error:
            faults |= error.fields
    if faults:
        raise Invalid("filters", fields=faults)
    return both(*parts)


def requested_order(query: Query) -> Order:
    """`sort` of the request: by relevance where words are searched for, else the latest first. Raises Invalid."""
    default = Sort.RELEVANCE if any(True for _ in positive_words(query)) else Sort.ARCHIVED
    written = request.args.get("sort") or ""
    sort = _member("sort", Sort, written.removeprefix("-")) if written else default
    return Order(default if sort is Sort.RELEVANCE else sort, written.startswith("-"))


def _parse(name: str, value: str) -> Query:
    match name:
        case "q":
            return parse_query(value)
        case "site":
            return SiteIs(_member(name, Site, value))
        case "verdict":
            return VerdictIs(_member(name, Verdict, value))
        case "author":
            return HandleIs(value.removeprefix("@"))
        case "family":
            return Tagged(value, None)
        case "theme":
            family, _, theme = value.rpartition("/")
            return Tagged(family or None, theme or None)
        case "label":
            return Labelled(value)
        case "codebook":
            return CodebookIs(value)
        case _:
            return _year(value)


def _year(value: str) -> Query:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= MAX_YEAR):
        raise Invalid(fields={"year": message("invalid.whole_number", least=1, most=MAX_YEAR)})
    year = int(value)
    return both(PublishedFrom(date(year, 1, 1)), PublishedBefore(date(year + 1, 1, 1)))


def _member(name: str, kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise Invalid(fields={name: message("invalid.one_of", values=tuple(str(member) for member in kind))}) from None
