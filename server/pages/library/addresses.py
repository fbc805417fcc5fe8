"""Addresses of the library page: what is asked for stands in them, so that a view can be bookmarked, shared and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from server.library import FILTERS

PATH = "/threads"
KEPT = ("q", *FILTERS, "sort", "density")
"""The parameters that every link of the page passes on; the place in the list is left behind."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Names and values of the address, in order."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of_request(cls) -> Parameters:
        names = [name for name in KEPT if name in request.args]
        return cls(tuple((name, value) for name in names for value in request.args.getlist(name) if value.strip()))

    def get(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.pairs

    def with_(self, name: str, value: str) -> Parameters:
        """With this value as the only one of its name; without the name when it is empty."""
        others = tuple(pair for pair in self.pairs if pair[0] != name)
        return Parameters((*others, (name, value)) if value else others)

    def without(self, name: str, value: str) -> Parameters:
        return Parameters(tuple(pair for pair in self.pairs if pair != (name, value)))

    def searching_for(self, term: str) -> Parameters:
        """With a term of the query language beside what is searched for; without it where it is there."""
        terms = self.get("q").split(" ")
        if term in terms:
            return self.with_("q", " ".join(other for other in terms if other != term))
        written = self.get("q").strip()
        return self.with_("q", f"({written}) {term}" if " OR " in written else f"{written} {term}".strip())

    @property
    def asked(self) -> Sequence[tuple[str, str]]:
        """The search and the filters, without how the list is shown."""
        return [pair for pair in self.pairs if pair[0] == "q" or pair[0] in FILTERS]

    def filters(self) -> Sequence[tuple[str, str]]:
        return [pair for pair in self.pairs if pair[0] in FILTERS]

    def address(self, **more: str) -> str:
        pairs = [*self.pairs, *more.items()]
        return f"{PATH}?{urlencode(pairs)}" if pairs else PATH

    def as_query(self) -> str:
        """All of it in the query language, for a saved search."""
        written = self.get("q")
        terms = [f"({written})" if " OR " in written and self.filters() else written]
        terms += [_term(name, value) for name, value in self.filters()]
        return " ".join(filter(None, terms))


def _term(name: str, value: str) -> str:
    if name == "year":
        return f"after:{value}-01-01 before:{int(value) + 1:04}-01-01"
    value = f"@{value.removeprefix('@')}" if name == "author" else value
    return f'{name}:"{value}"' if any(char.isspace() or char in "()" for char in value) else f"{name}:{value}"
