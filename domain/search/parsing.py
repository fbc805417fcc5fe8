"""Parses the query language: words, "phrases", -not, OR, parentheses and filters. Raises Invalid with a reason for `q`.

    either: group (OR group)*          group: part+          part: -? ( "(" either ")" | filter | phrase | word )

`in:` holds for all words of its group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import Invalid
from domain.messages import message
from domain.search.filters import FILTERS, Scope, parse_filter
from domain.search.query import EVERYTHING, EVERYWHERE, All, AnyOf, Field, Match, Not, Query, Words, both
from domain.search.words import is_unspaced, words_of

MAX_LENGTH: Final = 1000
MAX_DEPTH: Final = 20
MAX_PARTS: Final = 60
MIN_PART: Final = 3
"""Letters of a word that is found in other words."""
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"（": "(", "）": ")", "：": ":", "\u3000": " "})
_TOKEN: Final = re.compile(
    r"""\s*(?P<at>)(?: (?P<bracket>[()])
      | (?P<not>-)(?=[^\s)-])
      | (?P<name>[A-Za-z_]+):(?!//)(?: "(?P<quoted>[^"]*)(?P<end>"?) | (?P<value>[^\s()"]*) )
      | "(?P<phrase>[^"]*)(?P<close>"?)(?P<star>\*?)
      | (?P<word>[^\s()"]+) )""",
    re.VERBOSE,
)


def parse_query(text: str) -> Query:
    """The tree of a query; EVERYTHING for one without any words or filters. Raises Invalid."""
    if len(text) > MAX_LENGTH:
        raise _fault("too_long", most=MAX_LENGTH)
    tokens = list(_TOKEN.finditer(text.translate(_QUOTES)))
    if len(tokens) > MAX_PARTS:
        raise _fault("too_many", most=MAX_PARTS)
    return _Parser(tokens).parse() if tokens else EVERYTHING


def _fault(kind: str, at: int | None = None, **values: str | int | tuple[str, ...]) -> Invalid:
    place = {} if at is None else {"at": at + 1}
    return Invalid("search", fields={"q": message(f"invalid.search.{kind}", **place, **values)})


@dataclass(slots=True)
class _Parser:
    tokens: Sequence[re.Match[str]]
    next: int = 0
    depth: int = 0

    def parse(self) -> Query:
        query = self._either()
        if token := self._peek():
            raise _fault("no_opening", token.start("at"))
        return query

    def _peek(self) -> re.Match[str] | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def _is_word(self, word: str) -> bool:
        token = self._peek()
        return token is not None and token["word"] == word

    def _either(self) -> Query:
        groups = [self._group()]
        while self._is_word("OR"):
            self.next += 1
            groups.append(self._group())
        return groups[0] if len(groups) == 1 else AnyOf(tuple(groups))

    def _group(self) -> Query:
        parts: list[Query] = []
        fields: frozenset[Field] = frozenset()
        empty = True
        while (token := self._peek()) and token["bracket"] != ")" and token["word"] != "OR":
            part = self._part(token)
            empty = False
            if isinstance(part, Scope):
                fields |= part.fields
            else:
                parts.append(part)
        if empty:
            raise self._missing_group(token)
        query = both(*parts)
        return _restrict(query, fields) if fields else query

    def _missing_group(self, token: re.Match[str] | None) -> Invalid:
        if token is None:
            return _fault("after_or")
        return _fault("empty_brackets" if token["bracket"] else "before_or", token.start("at"))

    def _part(self, token: re.Match[str]) -> Query | Scope:
        self.next += 1
        at = token.start("at")
        if token["not"]:
            return self._negation(at)
        if token["bracket"]:
            return self._brackets(at)
        if token["name"] is not None:
            if token["quoted"] is not None and not token["end"]:
                raise _fault("unclosed_quote", token.start("quoted") - 1)
            name, value = token["name"].lower(), token["quoted"] if token["quoted"] is not None else token["value"]
            if name not in FILTERS:
                raise _fault("unknown_field", at, name=name, names=tuple(FILTERS))
            return parse_filter(name, value, lambda kind, **values: _fault(kind, at, **values))
        if token["phrase"] is not None:
            if not token["close"]:
                raise _fault("unclosed_quote", at)
            return _phrase(token["phrase"], Match.BEGINNING if token["star"] else Match.WHOLE)
        return EVERYTHING if token["word"] == "AND" else _word(token["word"])

    def _negation(self, at: int) -> Query:
        token = self._peek()
        part = self._part(token) if token else EVERYTHING
        if isinstance(part, Scope):
            raise _fault("not_in", at)
        return EVERYTHING if part == EVERYTHING else Not(_exact(part))

    def _brackets(self, at: int) -> Query:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _fault("too_deep", at, most=MAX_DEPTH)
        query = self._either()
        if self._peek() is None:
            raise _fault("no_closing", at)
        self.next += 1
        self.depth -= 1
        return query


def _word(written: str) -> Query:
    words = tuple(words_of(written))
    match = Match.WHOLE
    if written.endswith("*"):
        match = Match.BEGINNING
    elif len(words) == 1 and len(words[0]) >= MIN_PART and not is_unspaced(words[0]):
        match = Match.PARTS
    return Words(words, match) if words else EVERYTHING


def _phrase(written: str, match: Match) -> Query:
    words = tuple(words_of(written))
    return Words(words, match) if words else EVERYTHING


def _exact(query: Query) -> Query:
    """Words that must not occur are whole words: "-art" does not leave out threads about parties."""
    if isinstance(query, Words):
        return replace(query, match=Match.WHOLE) if query.match is Match.PARTS else query
    if isinstance(query, All | AnyOf):
        return replace(query, queries=tuple(_exact(part) for part in query.queries))
    return query


def _restrict(query: Query, fields: frozenset[Field]) -> Query:
    if isinstance(query, Words):
        return replace(query, fields=fields) if query.fields == EVERYWHERE else query
    if isinstance(query, Not):
        return Not(_restrict(query.query, fields))
    if isinstance(query, All | AnyOf):
        return replace(query, queries=tuple(_restrict(part, fields) for part in query.queries))
    return query
