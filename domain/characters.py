"""Characters and dates that every format and database can hold. Applied once, where shapes are made from what came in."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

T = TypeVar("T")

ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (so neither EPUB nor DOCX): control characters, half surrogate pairs, U+FFFE and U+FFFF."""
REPLACEMENT: Final = "\ufffd"
EARLIEST: Final = datetime(1, 1, 3, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 29, tzinfo=UTC)
"""Between these a date has a date in every time zone."""


def legal_text(text: str) -> str:
    """The text with a replacement for each illegal character: its length and so the places in it stay.

    Halves of a surrogate pair that stand together are the character that they encode.
    """
    if not ILLEGAL.search(text):
        return text
    return ILLEGAL.sub(REPLACEMENT, whole_characters(text))


def whole_characters(text: str) -> str:
    """The text with a replacement for each lone half of a surrogate pair, which no encoding takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_in_range(moment: datetime) -> bool:
    """Whether a date can be shown in every time zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return EARLIEST <= aware <= LATEST


def legal(value: T) -> T:
    """A frozen shape with legal texts throughout; dates out of range are None. One without faults is returned as it is."""
    cleaned: T = _legal(value)
    return cleaned


def _legal(value: Any) -> Any:  # texts, dates, and shapes and tuples of them
    if isinstance(value, str):
        return value if type(value) is not str else legal_text(value)  # members of enums are ours
    if isinstance(value, datetime):
        return value if is_in_range(value) else None
    if isinstance(value, tuple):
        members = tuple(map(_legal, value))
        return value if all(new is old for new, old in zip(members, value, strict=True)) else members
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {name: new for name in _fields(type(value)) if (new := _legal(old := getattr(value, name))) is not old}
        return dataclasses.replace(value, **changed) if changed else value
    return value


@lru_cache(maxsize=256)
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
