"""Folds texts for comparison: letter case, accents, compatibility forms and invisible characters do not count.

Used by redaction, which has to find "José Núñez" in "jose nunez", and a place in the folded text in the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

CLUSTER = re.compile(
    "[\\s\\S][\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u3099\u309a\u1160-\u11ff\ufe00-\ufe0f]*"
)
"""A character with the marks, vowel signs and Hangul letters that may follow it in a decomposed text."""
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\ufe00-\ufe0f]")
"""Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters. Kana and Indic marks make other letters and stay."""
SPELLED_OUT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ς": "σ", "’": "'"}
)
"""Letters that Unicode does not decompose."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text; its character at `i` comes from `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a non-empty span of the folded text comes from."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> str:
    """A folded text without places."""
    return text.lower() if text.isascii() else "".join(map(fold_cluster, CLUSTER.findall(text)))


def fold_with_places(text: str) -> FoldedText:
    """A folded text, and where in the original each of its characters is."""
    if text.isascii():
        return FoldedText(text.lower(), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in CLUSTER.finditer(text):
        folded = fold_cluster(cluster[0])
        pieces.append(folded)
        starts += [cluster.start()] * len(folded)
        ends += [cluster.end()] * len(folded)
    return FoldedText("".join(pieces), starts, ends)


@lru_cache(maxsize=4096)
def fold_cluster(cluster: str) -> str:
    """One character and its marks, folded; empty for invisible characters (zero-width characters, soft hyphens)."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", cluster) if unicodedata.category(char) != "Cf")
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", visible))
    return unicodedata.normalize("NFC", bare).casefold().translate(SPELLED_OUT)
