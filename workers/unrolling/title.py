"""Derives a thread's title: the first sentence of its first point, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_LENGTH = 90  # code points
WINDOW = 1000  # code points in which the first sentence is searched
SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+(?![a-zß-ÿ])|$)|[。！？]+[」』”）]*|\n\s*\n")
CLAUSE_END = re.compile(r"[,;:](?=\s)|[，；：、]|\s[–—-](?=\s)")
OPEN_END = re.compile(
    r"(?:\s+(?:a|an|the|and|or|but|of|to|in|on|at|for|with|by|from|that|which|who|is|are|was|were|be|as|if|than|into"
    r"|der|die|das|ein|eine|und|oder|aber|von|zu|im|auf|mit|für|bei|dass|ist|sind|war|als|wenn))+$",
    re.IGNORECASE,
)
"""Words in which no title ends: they begin what was cut off."""
JOINERS = "\u200d\ufe0e\ufe0f"


def title_of(texts: Sequence[str], name: str | None = None) -> str:
    """Takes the first text with words in it; for a thread of pictures alone the author's name, empty without one."""
    for text in texts:
        line = _first_sentence(text)
        if line:
            return _shorten(line)
    return _shorten(name) if name else ""


def _first_sentence(text: str) -> str:
    window = text.strip()[:WINDOW]
    match = SENTENCE.search(window)
    return " ".join((window[: match.end()] if match else window).split())


def _shorten(line: str) -> str:
    if len(line) <= MAX_LENGTH:
        return line
    shortened = line[: MAX_LENGTH - 1]
    clauses = [match.start() for match in CLAUSE_END.finditer(shortened) if match.start() > MAX_LENGTH // 2]
    if clauses:
        shortened = shortened[: clauses[-1]]
    elif not line[MAX_LENGTH - 1].isspace() and " " in shortened[MAX_LENGTH // 2 :]:
        shortened = OPEN_END.sub("", shortened.rpartition(" ")[0])
    while shortened and _continues_character(line, len(shortened)):
        shortened = shortened[:-1]
    return shortened.rstrip(" ,;:–—-") + "…"


def _continues_character(line: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it."""
    return bool(unicodedata.combining(line[at])) or line[at] in JOINERS or line[at - 1] == "\u200d" or "🏻" <= line[at] <= "🏿"
