"""Cuts texts into the words that the index holds. Case, accents and width do not count; "ß" is "ss".

Scripts that put no spaces between words (Chinese, Japanese, Thai …) and Hangul are cut into their characters, so that any part
of such a text is a row of words, one after the other. Pictographs are words too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from domain.text_folding import fold, fold_with_places

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PICTOGRAPHS: Final = "\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u2bff\U0001f000-\U0001faff"
MAX_WORD: Final = 60
"""Characters; longer ones are no words, and PostgreSQL's lexemes have a limit."""


def _marks() -> str:
    """All combining marks as ranges of a character class: vowel signs belong to their words, which `\\w` does not know."""
    marks = [code for code in range(0x300, 0x11000) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_MARKS: Final = _marks()
_WORD: Final = re.compile(
    f"[{_UNSPACED}][{_MARKS}]*|[{_PICTOGRAPHS}]|(?:(?![{_UNSPACED}])[^\\W_])(?:(?![{_UNSPACED}])[^\\W_]|[{_MARKS}])*"
)
_ASCII_WORD: Final = re.compile("[a-z0-9]+")
_UNSPACED_WORD: Final = re.compile(f"[{_UNSPACED}{_PICTOGRAPHS}]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded; it stands from `start` to `end` of the text as written, in code points."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return split_folded(fold(text))


def split_folded(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    pattern = _ASCII_WORD if folded.isascii() else _WORD
    return [word[:MAX_WORD] for word in pattern.findall(folded)]


def words_with_places(text: str) -> Iterator[Word]:
    """The words of a text, and where they stand in it."""
    folded = fold_with_places(text)
    for match in (_ASCII_WORD if folded.text.isascii() else _WORD).finditer(folded.text):
        yield Word(match[0][:MAX_WORD], *folded.original_span(match.start(), match.end()))


def is_unspaced(word: str) -> bool:
    """Whether the word is one character of a script without spaces, or a pictograph: it has no parts."""
    return _UNSPACED_WORD.match(word) is not None
