"""A ceiling on what is read at all, so that a text of nothing but line ends is refused before it costs memory."""

from __future__ import annotations

from domain.errors import LimitExceeded

MOST_LINES = 400_000  # a thread of 5,000 posts, 80 lines each


def too_long(text: str) -> bool:
    return text.count("\n") > MOST_LINES


def check_size(text: str) -> None:
    """Raises LimitExceeded."""
    if too_long(text):
        raise LimitExceeded(f"This text has more than {MOST_LINES:,} lines; no thread has as many.")
