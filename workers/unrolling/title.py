"""A thread's title: the first sentence of its first point, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 90  # code points
WINDOW = 1000  # of a text in which its first sentence is looked for
SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+(?![a-zß-ÿ])|$)|[。！？]+[」』”）]*|\n\s*\n")
JOINERS = "\u200d\ufe0e\ufe0f"


def title_of(texts: Sequence[str], name: str | None = None) -> str:
    """Takes the first text with words in it; for a thread of pictures alone the author's name, empty without one."""
    for text in texts:
        line = _first_sentence(text)
        if line:
            return _cut(line)
    return _cut(name) if name else ""


def _first_sentence(text: str) -> str:
    window = text.strip()[:WINDOW]
    found = SENTENCE.search(window)
    return " ".join((window[: found.end()] if found else window).split())


def _cut(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    kept = line[: LONGEST - 1]
    if not line[LONGEST - 1].isspace() and " " in kept[LONGEST // 2 :]:
        kept = kept.rpartition(" ")[0]
    while kept and _continues(line, len(kept)):
        kept = kept[:-1]
    return kept.rstrip(" ,;:–—-") + "…"


def _continues(line: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it."""
    return bool(unicodedata.combining(line[at])) or line[at] in JOINERS or line[at - 1] == "\u200d" or "🏻" <= line[at] <= "🏿"
