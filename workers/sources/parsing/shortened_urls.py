"""Addresses that a site shows shortened, written out again."""

from __future__ import annotations

import re
from typing import Final

SCHEME: Final = re.compile(r"^(?:https?://)?(?:www\.)?", re.I)
CUT: Final = re.compile(r"(?:…|\.\.\.)$")


def expand_shortened(words: str, url: str) -> str:
    """The address where `words` are no more than its beginning and "…"; words that the author chose for a link stay."""
    shown = CUT.sub("", words)
    shortened = shown != words and SCHEME.sub("", url).startswith(SCHEME.sub("", shown))
    return url if shortened else words
