"""Shortens a text to its first words, to name a post in a message or in a stored reference."""

from __future__ import annotations


def excerpt(text: str, length: int = 40) -> str:
    """The beginning of a text on one line: at most `length` code points, with an ellipsis where it was cut."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
