"""Text as foreign formats can hold it: XML knows no control characters, a spreadsheet takes some beginnings for formulas."""

from __future__ import annotations

import re
from typing import Final

UNPRINTABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")


def printable(text: str) -> str:
    """The text with every character that XML cannot hold replaced, one for one, so that positions stay."""
    return UNPRINTABLE.sub("\ufffd", text)


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs: one that looks like a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(FORMULA) or text.startswith(FORMULA) else text
