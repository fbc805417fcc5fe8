"""Every sentence that Threadsheet shows, from templates/messages/LANGUAGE/*.yaml; templates write `words.handout.gap`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from domain.messages import Message
from domain.yaml_loader import Loader

FOLDER = Path(__file__).parent.parent / "templates" / "messages"
DEFAULT_LANGUAGE = "en"


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
def languages() -> tuple[str, ...]:
    """The languages that there are messages in."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


@cache
def words(language: str = "en") -> Words:
    """The messages of a language; what it lacks is English."""
    entries: dict[str, Any] = {}
    for folder in dict.fromkeys((FOLDER / "en", FOLDER / language)):
        for path in sorted(folder.glob("*.yaml")):
            _merge(entries, yaml.load(path.read_text(encoding="utf-8"), Loader=Loader))  # noqa: S506 - it is the safe one
    return Words(entries)


def _merge(entries: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        present = entries.get(name)
        if isinstance(present, dict) and isinstance(value, dict) and "other" not in value:
            _merge(present, value)
        else:
            entries[name] = value


def sentence(message: Message, language: str = "en") -> str:
    """A message in words. One whose wording is gone, since it was stored by another version, is told by its code."""
    if message.text:
        return message.text
    values = {name: _worded(name, value, language) for name, value in message.values}
    wording = _wording(message.key, words(language).reasons)
    if isinstance(wording, Counted):
        count = dict(message.values)["count"]
        assert isinstance(count, int)
        return wording(count, **{name: value for name, value in values.items() if name != "count"})
    if isinstance(wording, Phrase):
        return wording(**values)
    return str(words(language).reasons.unknown(code=message.key))


def _wording(key: str, entries: Words) -> Phrase | Counted | None:
    found: Any = entries
    for name in key.split("."):
        if not isinstance(found, Words) or name not in found:
            return None
        found = found[name]
    if isinstance(found, Words):
        found = found["default"] if "default" in found else None  # noqa: SIM401 - Words has no get
    return found if isinstance(found, Phrase | Counted) else None


def _worded(name: str, value: Any, language: str) -> str:
    """A value as it stands in a sentence: thousands are grouped, sites named, numbers listed, days and messages worded."""
    shared = words(language).shared
    if isinstance(value, Message):
        return sentence(value, language)
    if isinstance(value, int):
        return f"{value:,}"
    if name == "facts":
        value = tuple(str(words(language).reasons.edit.facts[fact]) for fact in value)
    if isinstance(value, tuple):
        return _listed(value, language)
    if name == "site" and value in shared.sites:
        return str(shared.sites[value])
    if name == "day":
        return day(date.fromisoformat(value), language)
    return str(value)


def _listed(values: tuple[Any, ...], language: str) -> str:
    """Messages one after the other; numbers that follow one another as a range; else "3, 5 and 9"."""
    shared = words(language).shared
    if values and isinstance(values[0], Message):
        return " ".join(sentence(value, language) for value in values)
    if len(values) > 2 and isinstance(values[0], int) and values == tuple(range(values[0], values[0] + len(values))):
        return str(shared.range(first=f"{values[0]:,}", last=f"{values[-1]:,}"))
    items = [f"{value:,}" if isinstance(value, int) else str(value) for value in values]
    return (
        str(shared.comma).join(items) if len(items) < 2 else str(shared.comma).join(items[:-1]) + str(shared["and"]) + items[-1]
    )


def day(when: date, language: str = "en") -> str:
    """A date as people write it: 24 December 2021."""
    return f"{when.day} {words(language).shared.months[when.month - 1]} {when.year}"


def moment(when: datetime, language: str = "en") -> str:
    """A date with its time, and the zone told: 24 December 2021, 14:03 UTC."""
    zone = when.strftime("%Z") or words(language).shared.no_zone
    return f"{day(when, language)}, {when:%H:%M} {zone}".rstrip()
