"""Placeholders stand for pictures and quoted posts in a text while it is split into posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Private-use characters, which no displayed text has. `numbering` accepts a placeholder after a marker.
OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"[^\\S\n]?{OPEN}(?P<index>\\d{{1,6}}){CLOSE}")


def placeholder(index: int) -> str:
    return f"{OPEN}{index}{CLOSE}"


def remove_delimiters(text: str) -> str:
    """Removes the delimiters from a text that comes from outside, so that it cannot contain placeholders of its own."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def resolve_placeholders(text: str, items: Sequence[T]) -> tuple[str, tuple[T, ...]]:
    """The text without placeholders, and the items for which they stand, in order."""
    indices = (int(match["index"]) for match in PLACEHOLDER.finditer(text))
    return PLACEHOLDER.sub("", text), tuple(items[index] for index in indices if index < len(items))
