"""Pieces of the sentences in which a thread's faults are told."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 6  # numbers that are told one by one


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def beginning(text: str, length: int = 40) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text[: 4 * length].split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def points(numbers: Sequence[int]) -> str:
    """ "Point 6", "Points 6 and 7", "Points 6 to 12", with the verb: is or are missing."""
    if len(numbers) == 1:
        return f"Point {numbers[0]} is"
    if len(numbers) == 2:
        return f"Points {numbers[0]} and {numbers[1]} are"
    return f"Points {numbers[0]} to {numbers[-1]} are"
