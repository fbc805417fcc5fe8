"""Names the language of words in another script than their document's, for screen readers, voices and the choice of fonts."""

from __future__ import annotations

import re
from typing import Final

from presentation.text_language import HANGUL_LETTERS, KANA, KANA_LETTERS

SCRIPTS: Final = {
    "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff\u0750-\u077f",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "ko": HANGUL_LETTERS,
    "ja": f"{KANA_LETTERS}\u3400-\u9fff\u3001-\u303f\uff00-\uffef",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "ru": "\u0400-\u04ff",
}
"""The language that a script stands for where nothing else is known, and its letters."""
SAME_SCRIPT: Final = {
    "ja": frozenset({"ja", "zh"}),
    "ar": frozenset({"ar", "fa", "ur", "ps", "ckb", "ug"}),
    "he": frozenset({"he", "yi"}),
    "hi": frozenset({"hi", "mr", "ne"}),
    "ru": frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"}),
}
FOREIGN: Final = re.compile(f"[{''.join(SCRIPTS.values())}]")
PIECE: Final = re.compile(r"<[^>]*>|[^<]+")


def mark_languages(html: str, language: str) -> str:
    """Markup in which words of another script than the language's are in a span with their language."""
    if html.isascii() or not FOREIGN.search(html):
        return html
    chinese = "zh" if not KANA.search(html) else "ja"
    for script, letters in SCRIPTS.items():
        if language.split("-")[0] in SAME_SCRIPT.get(script, {script}):
            continue
        run = re.compile(f"[{letters}]+(?:[\\s\u0300-\u036f.,:;!?'’\"()0-9-]*[{letters}]+)*")
        name = chinese if script == "ja" else script
        html = PIECE.sub(lambda piece, run=run, name=name: wrap(piece[0], run, name), html)  # type: ignore[misc]
    return html


def wrap(piece: str, run: re.Pattern[str], language: str) -> str:
    """A piece of markup: tags as they are, in text each run in a span."""
    return piece if piece.startswith("<") else run.sub(lambda match: f'<span lang="{language}">{match[0]}</span>', piece)
