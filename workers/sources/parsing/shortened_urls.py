"""Replaces shortened addresses ("example.org/a…") by the full ones."""

from __future__ import annotations

import re
from typing import Final

SCHEME: Final = re.compile(r"^(?:https?://)?(?:www\.)?", re.I)
ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.)$")


def expand_shortened(text: str, url: str) -> str:
    """`url` where a link's text is only the beginning of it with "…"; a text that the author chose stays."""
    beginning = ELLIPSIS.sub("", text)
    is_shortened = beginning != text and SCHEME.sub("", url).startswith(SCHEME.sub("", beginning))
    return url if is_shortened else text
