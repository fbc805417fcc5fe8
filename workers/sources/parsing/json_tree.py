"""A JSON value with safe access: what is missing, or of another type, is empty. Used by all code that reads JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.bare_urls import safe_address
from domain.errors import NotAThread
from workers.sources.parsing.decoding import printable

JsonValue = object  # what json.loads gives: dict, list, str, int, float, bool or None


@dataclass(frozen=True, slots=True)
class JsonTree:
    """One value. `tree["a"]["b"][0]` never raises; `present` is False for a missing value and for null."""

    value: JsonValue = None

    @classmethod
    def parse(cls, text: str) -> JsonTree:
        """Raises NotAThread for what is not JSON, or is nested deeper than Python's parser follows."""
        try:
            return cls(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise NotAThread("damaged_json") from error

    @classmethod
    def parse_at(cls, text: str, start: int) -> tuple[JsonTree, int]:
        """The value that begins at `start` of a text, and where it ends. Raises NotAThread."""
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise NotAThread("damaged_json") from error
        return cls(value), end

    def __getitem__(self, key: str | int) -> JsonTree:
        if isinstance(key, str):
            return JsonTree(self.value.get(key)) if isinstance(self.value, dict) else JsonTree()
        if isinstance(self.value, list) and -len(self.value) <= key < len(self.value):
            return JsonTree(self.value[key])
        return JsonTree()

    def __iter__(self) -> Iterator[JsonTree]:
        """The items of a list; nothing for all other types."""
        return (JsonTree(item) for item in self.value) if isinstance(self.value, list) else iter(())

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
        """A string unchanged, for code that counts its code points; "" for all other types."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def text(self) -> str:
        """A string with LF line ends and without unprintable characters; "" for all other types."""
        return printable(self.raw)

    @property
    def stripped(self) -> str | None:
        """`text` without surrounding space, or None for an empty one."""
        return self.text.strip() or None

    @property
    def id(self) -> str | None:
        """An id: a string without surrounding space, or an integer as a string."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.stripped

    @property
    def url(self) -> str | None:
        """A string that is an http or https address."""
        return safe_address(self.raw.strip())

    @property
    def integer(self) -> int | None:
        """An integer, or a string of decimal digits as one."""
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
        """An ISO date with a zone (UTC when it names none), or seconds since 1970; None for everything else."""
        try:
            if isinstance(self.value, int | float) and not isinstance(self.value, bool):
                return datetime.fromtimestamp(self.value, UTC)
            parsed = datetime.fromisoformat(self.raw.strip())
        except (ValueError, OverflowError, OSError):
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def find_all(self, key: str) -> Iterator[JsonTree]:
        """Every value under `key` at any depth, in document order. Without recursion, so that any depth is safe."""
        pending: list[JsonValue] = [self.value]
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                if key in value:
                    yield JsonTree(value[key])
                pending.extend(reversed(value.values()))
            elif isinstance(value, list):
                pending.extend(reversed(value))
