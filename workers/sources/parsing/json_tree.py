"""A JSON value that can be walked without fear: what is missing, or of another kind, is empty. Used by all that read JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.bare_urls import safe_address
from domain.errors import NotAThread
from workers.sources.parsing.decoding import printable

JsonValue = object  # what json.loads gives: dict, list, str, int, float, bool or None
UNREADABLE = "This looks like JSON, and cannot be read as such: it is cut off or damaged."


@dataclass(frozen=True, slots=True)
class JsonTree:
    """One value. `tree["a"]["b"][0]` never raises; `present` tells a missing one (or null) from an empty one."""

    value: JsonValue = None

    @classmethod
    def parse(cls, text: str) -> JsonTree:
        """Raises NotAThread for what is no JSON, or nested deeper than anything real."""
        try:
            return cls(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise NotAThread(UNREADABLE) from error

    @classmethod
    def parse_at(cls, text: str, start: int) -> tuple[JsonTree, int]:
        """The value that begins at `start` of a text, and where it ends. Raises NotAThread."""
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise NotAThread(UNREADABLE) from error
        return cls(value), end

    def __getitem__(self, key: str | int) -> JsonTree:
        if isinstance(key, str):
            return JsonTree(self.value.get(key)) if isinstance(self.value, dict) else JsonTree()
        if isinstance(self.value, list) and -len(self.value) <= key < len(self.value):
            return JsonTree(self.value[key])
        return JsonTree()

    def __iter__(self) -> Iterator[JsonTree]:
        """The items of a list; nothing for all else."""
        return (JsonTree(each) for each in self.value) if isinstance(self.value, list) else iter(())

    def __len__(self) -> int:
        return len(self.value) if isinstance(self.value, list | dict | str) else 0

    def __bool__(self) -> bool:
        return self.present

    @property
    def present(self) -> bool:
        return self.value is not None

    @property
    def is_object(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.value) if isinstance(self.value, dict) else ()

    @property
    def raw(self) -> str:
        """A string as it stands, for what counts its code points; "" for all else."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def text(self) -> str:
        """A string with LF line ends and nothing that cannot be shown; "" for all else."""
        return printable(self.raw)

    @property
    def stripped(self) -> str | None:
        """A string without the space round it, or None for an empty one."""
        return self.text.strip() or None

    @property
    def id(self) -> str | None:
        """An identity: a string without space, or a whole number written as one."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.stripped

    @property
    def url(self) -> str | None:
        """A string that is an http or https address."""
        return safe_address(self.raw.strip())

    @property
    def integer(self) -> int | None:
        """A whole number, or a string that writes one."""
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, int):
            return self.value
        digits = self.raw
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 30 else None

    @property
    def is_true(self) -> bool:
        return self.value is True

    @property
    def timestamp(self) -> datetime | None:
        """An ISO date with a zone (UTC when it names none), or seconds since 1970; None for all else."""
        try:
            if isinstance(self.value, int | float) and not isinstance(self.value, bool):
                return datetime.fromtimestamp(self.value, UTC)
            found = datetime.fromisoformat(self.raw.strip())
        except (ValueError, OverflowError, OSError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def find_all(self, key: str) -> Iterator[JsonTree]:
        """Every value under `key` at any depth, in the order of the text. No recursion."""
        waiting: list[JsonValue] = [self.value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                if key in value:
                    yield JsonTree(value[key])
                waiting.extend(reversed(value.values()))
            elif isinstance(value, list):
                waiting.extend(reversed(value))
