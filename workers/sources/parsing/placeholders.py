"""Signs that stand in a text for what is no text (a picture, a quoted post) while it is cut into posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Of a private range, which no text that can be shown has. `numbering` lets one follow a marker.
OPEN, CLOSE = "\ue000", "\ue001"
SIGN = re.compile(f"[^\\S\n]?{OPEN}(?P<index>\\d{{1,6}}){CLOSE}")


def sign(index: int) -> str:
    return f"{OPEN}{index}{CLOSE}"


def without_own(text: str) -> str:
    """A text from outside, so that no sign in it is somebody else's."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def resolved(text: str, things: Sequence[T]) -> tuple[str, tuple[T, ...]]:
    """The text without signs, and what they stand for, in order."""
    found = tuple(things[index] for each in SIGN.finditer(text) if (index := int(each["index"])) < len(things))
    return SIGN.sub("", text), found
