"""The texts that people read, from templates/messages/LANGUAGE/*.yaml; templates write `messages.handout.gap`.

Section `reasons` has the wordings of the messages that are stored and raised as data; `sentence` fills them in. What is not
asked for in a certain language is in the current one: the server sets it for each request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
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
CURRENT_LANGUAGE = ContextVar("CURRENT_LANGUAGE", default=DEFAULT_LANGUAGE)
PLURAL_FORMS = frozenset({"zero", "one", "other"})


class Phrase(str):
    """A text. Call it with its values: `messages.handout.page(page=2)`; without any it is a plain string."""

    __slots__ = ()

    def __call__(self, **values: object) -> str:
        return self.format(**values)


class PluralPhrase:
    """A text that depends on a number: `messages.shared.points(9)` chooses the form and fills the number in as `count`."""

    __slots__ = ("_forms", "_thousands")

    def __init__(self, one: str, other: str, zero: str | None = None, *, thousands: str = ",") -> None:
        self._forms = (other if zero is None else zero, one, other)
        self._thousands = thousands

    def __call__(self, count: int, **values: object) -> str:
        return self._forms[min(count, 2)].format(count=grouped(count, self._thousands), **values)


class Messages:
    """A section of texts with attribute access, frozen; an unknown name raises AttributeError with its whole path.

    `thousands` is the separator in the numbers of its plural texts.
    """

    __slots__ = ("_entries", "_path")

    def __init__(self, entries: Mapping[str, Any], path: str = "messages", thousands: str = ",") -> None:
        parsed = {name: _parse_entry(value, f"{path}.{name}", thousands) for name, value in entries.items()}
        object.__setattr__(self, "_path", path)
        object.__setattr__(self, "_entries", MappingProxyType(parsed))

    def __getattr__(self, name: str) -> Any:  # a text, a list or a section: templates know which
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


def _parse_entry(value: object, path: str, thousands: str) -> Phrase | PluralPhrase | Messages | tuple[Phrase, ...]:
    """Raises TypeError for what is no text, list of texts or section."""
    if isinstance(value, str):
        return Phrase(value)
    if isinstance(value, list):
        return tuple(Phrase(item) for item in value)
    if not isinstance(value, dict):
        raise TypeError(f"{path}: a phrase, a list or a section is expected, not {value!r}")
    if {"one", "other"} <= set(value) <= PLURAL_FORMS:
        return PluralPhrase(**value, thousands=thousands)
    return Messages(value, path, thousands)


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are messages in."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


def load_messages(language: str | None = None) -> Messages:
    """The texts of a language, by default the current one; those that it lacks are English."""
    return read_messages(language or CURRENT_LANGUAGE.get())


@contextmanager
def language_of_messages(language: str) -> Iterator[None]:
    """Makes a language the current one for a while."""
    token = CURRENT_LANGUAGE.set(language)
    try:
        yield
    finally:
        CURRENT_LANGUAGE.reset(token)


@cache
def read_messages(language: str) -> Messages:
    entries = read_entries(DEFAULT_LANGUAGE)
    if language != DEFAULT_LANGUAGE:
        _merge(entries, read_entries(language))
    return Messages(entries, thousands=entries["shared"]["thousands"])


def read_entries(language: str) -> dict[str, Any]:
    """The files of one language as they are, merged into one tree."""
    entries: dict[str, Any] = {}
    for path in sorted((FOLDER / language).glob("*.yaml")):
        _merge(entries, yaml.load(path.read_text(encoding="utf-8"), Loader=Loader))  # noqa: S506 - it is the safe one
    return entries


def _merge(entries: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        present = entries.get(name)
        if isinstance(present, dict) and isinstance(value, dict) and "other" not in value:
            _merge(present, value)
        else:
            entries[name] = value


def sentence(message: Message, language: str | None = None) -> str:
    """The message as a sentence. Without a wording, since another version of Threadsheet stored it, its key is named."""
    values = {name: _value_text(name, value, language) for name, value in message.values}
    phrase = find_phrase(message.key, load_messages(language).reasons)
    if isinstance(phrase, PluralPhrase):
        count = dict(message.values)["count"]
        assert isinstance(count, int)
        return phrase(count, **{name: value for name, value in values.items() if name != "count"})
    if isinstance(phrase, Phrase):
        return phrase(**values)
    return str(load_messages(language).reasons.unknown(code=message.key))


def find_phrase(key: str, section: Messages) -> Phrase | PluralPhrase | None:
    """The text of a key with dots; of a section its `default`."""
    entry: Any = section
    for name in key.split("."):
        if not isinstance(entry, Messages) or name not in entry:
            return None
        entry = entry[name]
    if isinstance(entry, Messages):
        entry = entry["default"] if "default" in entry else None  # noqa: SIM401 - Messages has no get
    return entry if isinstance(entry, Phrase | PluralPhrase) else None


def _value_text(name: str, value: Any, language: str | None) -> str:
    """A value as part of a sentence: numbers grouped, lists joined, and by `name` sites, facts, languages and days."""
    messages = load_messages(language)
    if isinstance(value, Message):
        return sentence(value, language)
    if isinstance(value, int):
        return grouped(value, messages.shared.thousands)
    if name == "facts":
        value = tuple(str(messages.reasons.edit.facts[fact]) for fact in value)
    if isinstance(value, tuple):
        return _list_text(value, language)
    if name == "site" and value in messages.shared.sites:
        return str(messages.shared.sites[value])
    if name == "language":
        code = value.partition("-")[0].lower()
        return str(messages.shared.languages[code]) if code in messages.shared.languages else str(value)
    if name == "day":
        return day(date.fromisoformat(value), language)
    return str(value)


def _list_text(values: tuple[Any, ...], language: str | None) -> str:
    """Messages one after the other; consecutive numbers as a range; else "3, 5 and 9"."""
    shared = load_messages(language).shared
    if values and isinstance(values[0], Message):
        return " ".join(sentence(value, language) for value in values)
    items = [grouped(value, shared.thousands) if isinstance(value, int) else str(value) for value in values]
    if len(values) > 2 and isinstance(values[0], int) and values == tuple(range(values[0], values[0] + len(values))):
        return str(shared.range(first=items[0], last=items[-1]))
    if len(items) < 2:
        return "".join(items)
    return str(shared.comma).join(items[:-1]) + str(shared["and"]) + items[-1]


def grouped(number: int, thousands: str) -> str:
    """The number with a separator between its thousands."""
    return f"{number:,}".replace(",", thousands)


def day(when: date, language: str | None = None) -> str:
    """A date as people write it: 24 December 2021."""
    shared = load_messages(language).shared
    return str(shared.day(day=when.day, month=shared.months[when.month - 1], year=when.year))


def moment(when: datetime, language: str | None = None) -> str:
    """A date with its time and zone: 24 December 2021, 14:03 UTC."""
    zone = when.strftime("%Z") or load_messages(language).shared.no_zone
    return f"{day(when, language)}, {when:%H:%M} {zone}".rstrip()
