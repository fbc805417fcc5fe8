"""The limit on the lines of a text, so that a text of nothing but line ends is refused before it takes much memory."""

from __future__ import annotations

from domain.errors import LimitExceeded
from domain.thread_limits import MAX_LINES


def too_long(text: str) -> bool:
    return text.count("\n") > MAX_LINES


def check_size(text: str) -> None:
    """Raises LimitExceeded."""
    if too_long(text):
        raise LimitExceeded("lines", maximum=MAX_LINES)
