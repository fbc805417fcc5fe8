"""Counts the words of a point that its tags mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.shapes.tag import Strength, Tag


def count_marked(text: str, tags: Sequence[Tag]) -> tuple[int, int]:
    """How many words are marked by tags that are shown, and how many there are."""
    pieces = [piece for tag in tags if tag.strength is not Strength.WEAK for piece in tag.evidence]
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return sum(any(start < piece.end and piece.start < end for piece in pieces) for start, end in words), len(words)
