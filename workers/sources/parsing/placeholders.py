"""Signs that stand in a text for what is no text (a picture, a quoted post) while it is cut into posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Of a private range, which no text that can be shown has. `numbering` lets one follow a marker.
OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"[^\\S\n]?{OPEN}(?P<index>\\d{{1,6}}){CLOSE}")


def placeholder(index: int) -> str:
    return f"{OPEN}{index}{CLOSE}"


def remove_placeholders(text: str) -> str:
    """A text from outside, so that no sign in it is somebody else's."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def resolve_placeholders(text: str, things: Sequence[T]) -> tuple[str, tuple[T, ...]]:
    """The text without signs, and what they stand for, in order."""
    found = tuple(things[index] for each in PLACEHOLDER.finditer(text) if (index := int(each["index"])) < len(things))
    return PLACEHOLDER.sub("", text), found
