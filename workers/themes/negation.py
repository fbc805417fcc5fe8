"""What an author turns away: "instead of working together" speaks of the lack of it, not for it."""

from __future__ import annotations

import re
from typing import Final

# These turn away the rest of their clause.
WHOLE: Final = r"instead of|in place of|as opposed to|even when they try to|so much for|anything but|far from"
# These turn away what follows, with at most two words between.
NEAR: Final = (
    r"no longer|not|never|without|lack of|hardly|isn['’]t|aren['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t|can['’]t"
)
TURNS_AWAY: Final = re.compile(rf"\b(?:(?:{WHOLE})\b[^,;.!?\n]*|(?:{NEAR})\s+(?:[\w'’]+\s+){{0,2}})$", re.IGNORECASE)
CONTRAST: Final = re.compile(rf"\b(?:{WHOLE})\b[^,;.!?\n]*", re.IGNORECASE)
REACH: Final = 100  # characters looked at before the words in question


def turned_away(text: str, start: int) -> bool:
    """Whether the words that begin at `start` are turned away by those before them."""
    return TURNS_AWAY.search(text, max(0, start - REACH), start) is not None


def rejected(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches (half-open) that name what the author sets something else against: “instead of working together”."""
    return tuple(match.span() for match in CONTRAST.finditer(text))
