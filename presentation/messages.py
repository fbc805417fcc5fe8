"""Every sentence that Threadsheet shows, from templates/messages/LANGUAGE.yaml; templates write `words.handout.gap`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from domain.yaml_loader import Loader

FOLDER = Path(__file__).parent.parent / "templates" / "messages"


class Phrase(str):
    """A sentence. Call it with its values: `words.handout.page(page=2)`; without any it is a plain string."""

    __slots__ = ()

    def __call__(self, **values: object) -> str:
        return self.format(**values)


class Counted:
    """A sentence that differs for one and for many: `words.shared.points(9)` picks by the count and fills it in as `count`."""

    __slots__ = ("_forms",)

    def __init__(self, one: str, other: str, zero: str | None = None) -> None:
        self._forms = (other if zero is None else zero, one, other)

    def __call__(self, count: int, **values: object) -> str:
        return self._forms[min(count, 2)].format(count=f"{count:,}", **values)


class Words:
    """A section of phrases with attribute access, frozen; an unknown name raises AttributeError with its whole path."""

    __slots__ = ("_entries", "_path")

    def __init__(self, entries: Mapping[str, Any], path: str = "words") -> None:
        object.__setattr__(self, "_path", path)
        object.__setattr__(
            self, "_entries", MappingProxyType({key: entry(value, f"{path}.{key}") for key, value in entries.items()})
        )

    def __getattr__(self, name: str) -> Any:  # a phrase, a counted one, a list or a section: templates know which
        try:
            return self._entries[name]
        except KeyError:
            raise AttributeError(f"{self._path}.{name}") from None

    def __getitem__(self, name: str) -> Any:  # for names that come from data, such as a verdict
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self._path} is frozen")


def entry(value: object, path: str) -> Phrase | Counted | Words | tuple[Phrase, ...]:
    """One value of the file as the kind of thing it is; anything else is a fault of the file."""
    if isinstance(value, str):
        return Phrase(value)
    if isinstance(value, list):
        return tuple(Phrase(item) for item in value)
    if not isinstance(value, dict):
        raise TypeError(f"{path}: a phrase, a list or a section is expected, not {value!r}")
    if {"one", "other"} <= set(value) <= {"zero", "one", "other"}:
        return Counted(**value)
    return Words(value, path)


@cache
def words(language: str = "en") -> Words:
    """The words of a language; there is only English so far."""
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Words(yaml.load(text, Loader=Loader))  # noqa: S506 - it is the safe one


def day(when: datetime, language: str = "en") -> str:
    """A date as people write it: 24 December 2021."""
    return f"{when.day} {words(language).shared.months[when.month - 1]} {when.year}"


def moment(when: datetime, language: str = "en") -> str:
    """A date with its time, and the zone told: 24 December 2021, 14:03 UTC."""
    zone = when.strftime("%Z") or words(language).shared.no_zone
    return f"{day(when, language)}, {when:%H:%M} {zone}".rstrip()
