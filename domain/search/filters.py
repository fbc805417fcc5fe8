"""The filters of the query language: `author: site: family: …`. Called by `parsing`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from domain.errors import Invalid
from domain.search.features import Feature
from domain.search.query import (
    AuthorIs,
    CodebookIs,
    Field,
    Filter,
    HandleIs,
    Has,
    Labelled,
    PointsBetween,
    PublishedBefore,
    PublishedFrom,
    SiteIs,
    Tagged,
    VerdictIs,
)
from domain.search.words import words_of
from domain.shapes.reading import Site
from domain.shapes.thread import Verdict

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Scope:
    """`in:`, the fields that the words of a group are looked for in."""

    fields: frozenset[Field]


class Fault(Protocol):
    """Makes the error of a value: the name of its wording, and values."""

    def __call__(self, kind: str, **values: str | tuple[str, ...]) -> Invalid: ...


FIELDS: Final[Mapping[str, frozenset[Field]]] = {
    "title": frozenset({Field.TITLE}),
    "text": frozenset({Field.TEXT, Field.QUOTE, Field.ALT}),
    "note": frozenset({Field.NOTE}),
}
HAS: Final[Mapping[str, Feature]] = {
    "image": Feature.IMAGE,
    "video": Feature.VIDEO,
    "link": Feature.LINK,
    "quote": Feature.QUOTE,
    "poll": Feature.POLL,
    "note": Feature.NOTE,
    "gap": Feature.GAP,
}
IS: Final[Mapping[str, Feature]] = {
    "favourite": Feature.FAVOURITE,
    "undecided": Feature.UNDECIDED,
    "gone": Feature.GONE,
}
BY: Final[Mapping[str, Feature]] = {"person": Feature.BY_PERSON}
MAX_POINTS: Final = 10**9
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_COUNT: Final = re.compile(r"(?:(>=|<=|>|<|=)?(\d{1,9}))|(?:(\d{1,9})(?:-|\.\.)(\d{1,9}))")


def parse_filter(name: str, value: str, fault: Fault) -> Filter | Scope:
    """The filter of a name in FILTERS and a value as written. Raises Invalid."""
    if not value.strip():
        raise fault("no_value", name=name)
    return FILTERS[name](name, value.strip(), fault)


def _site(name: str, value: str, fault: Fault) -> Filter:
    return SiteIs(_member(Site, name, value, fault))


def _verdict(name: str, value: str, fault: Fault) -> Filter:
    return VerdictIs(_member(Verdict, name, value, fault))


def _author(name: str, value: str, fault: Fault) -> Filter:
    words = tuple(words_of(value))
    if value.startswith("@") and words:
        return HandleIs(value[1:])
    if not words:
        raise fault("no_value", name=name)
    return AuthorIs(words)


def _family(_name: str, value: str, _fault: Fault) -> Filter:
    return Tagged(value.casefold(), None)


def _theme(_name: str, value: str, _fault: Fault) -> Filter:
    family, _, theme = value.casefold().rpartition("/")
    return Tagged(family or None, theme or None)


def _label(_name: str, value: str, _fault: Fault) -> Filter:
    return Labelled(value)


def _codebook(_name: str, value: str, _fault: Fault) -> Filter:
    return CodebookIs(value.casefold())


def _before(name: str, value: str, fault: Fault) -> Filter:
    return PublishedBefore(_day(name, value, fault))


def _after(name: str, value: str, fault: Fault) -> Filter:
    return PublishedFrom(_day(name, value, fault))


def _in(name: str, value: str, fault: Fault) -> Scope:
    return Scope(_choice(FIELDS, name, value, fault))


def _has(name: str, value: str, fault: Fault) -> Filter:
    return Has(_choice(HAS, name, value, fault))


def _is(name: str, value: str, fault: Fault) -> Filter:
    return Has(_choice(IS, name, value, fault))


def _by(name: str, value: str, fault: Fault) -> Filter:
    return Has(_choice(BY, name, value, fault))


def _points(_name: str, value: str, fault: Fault) -> Filter:
    match = _COUNT.fullmatch(value) if value.isascii() else None
    if match is None:
        raise fault("no_count", value=value)
    sign, number, least, most = match.groups()
    if number is None:
        return PointsBetween(int(least), int(most))
    count = int(number)
    limits = {">": (count + 1, None), ">=": (count, None), "<": (None, count - 1), "<=": (None, count)}
    return PointsBetween(*limits.get(sign, (count, count)))


def _day(name: str, value: str, fault: Fault) -> date:
    """A day; of a year or month the first one."""
    match = _DAY.fullmatch(value) if value.isascii() else None
    try:
        if match is not None:
            return date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        pass
    raise fault("no_day", name=name, value=value)


def _member(kind: type[E], name: str, value: str, fault: Fault) -> E:
    return _choice({str(member): member for member in kind}, name, value, fault)


def _choice(choices: Mapping[str, T], name: str, value: str, fault: Fault) -> T:
    try:
        return choices[value.casefold()]
    except KeyError:
        raise fault("unknown_value", name=name, value=value, values=tuple(choices)) from None


FILTERS: Final[Mapping[str, Callable[[str, str, Fault], Filter | Scope]]] = {
    "author": _author,
    "site": _site,
    "family": _family,
    "theme": _theme,
    "verdict": _verdict,
    "label": _label,
    "codebook": _codebook,
    "before": _before,
    "after": _after,
    "in": _in,
    "has": _has,
    "is": _is,
    "by": _by,
    "points": _points,
}
