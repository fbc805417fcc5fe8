"""Finds negated words: "instead of working together" describes the absence of it."""

from __future__ import annotations

import re
from typing import Final

# These negate the rest of their clause.
NEGATES_CLAUSE: Final = r"instead of|in place of|as opposed to|even when they try to|so much for|anything but|far from"
# These negate what follows, with at most two words between.
NEGATES_NEXT: Final = (
    r"no longer|not|never|without|lack of|hardly|isn['’]t|aren['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t|can['’]t"
)
NEGATION_BEFORE: Final = re.compile(
    rf"\b(?:(?:{NEGATES_CLAUSE})\b[^,;.!?\n]*|(?:{NEGATES_NEXT})\s+(?:[\w'’]+\s+){{0,2}})$", re.IGNORECASE
)
NEGATED_CLAUSE: Final = re.compile(rf"\b(?:{NEGATES_CLAUSE})\b[^,;.!?\n]*", re.IGNORECASE)
LOOKBEHIND: Final = 100  # characters before the words in question that are searched


def is_negated(text: str, start: int) -> bool:
    """Whether the words that begin at `start` are negated by those before them."""
    return NEGATION_BEFORE.search(text, max(0, start - LOOKBEHIND), start) is not None


def negated_clauses(text: str) -> tuple[tuple[int, int], ...]:
    """The half-open spans of negated clauses, with the words that negate them: “instead of working together”."""
    return tuple(match.span() for match in NEGATED_CLAUSE.finditer(text))
