"""Splits a text into the word pieces of an uncased BERT vocabulary, each with its span in the text. Called by the encoder.

Gives the ids and spans of the library `tokenizers`, which is not faster for single texts and brings 36 MB (docs/decisions.md).
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VOCABULARY: Final = Path(__file__).parent / "weights" / "vocabulary.txt.gz"
START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
MAX_WORD_LENGTH: Final = 100  # a longer word is unknown
MAX_CACHED_WORDS: Final = 50_000
# Texts whose lower-case form has the same length, and whose characters need no look one by one.
SIMPLE_TEXT: Final = re.compile(r"[\t\n\r -~‘’“”…–—•]*")
WORD: Final = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The ids of word pieces, from [CLS] to [SEP], and the half-open span of code points of each.

    The spans of [CLS] and [SEP] are empty.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class WordPieceTokenizer:
    """Tokenizes texts to at most `max_pieces`, [CLS] and [SEP] included."""

    def __init__(self, vocabulary: Mapping[str, int], max_pieces: int) -> None:
        self._ids = vocabulary
        self._max_pieces = max_pieces
        self._cache: dict[str, tuple[tuple[int, int], ...]] = {}

    def tokenize(self, text: str) -> WordPieces:
        ids, spans = [self._ids[START]], [(0, 0)]
        for word, places in _words(text):
            if len(ids) >= self._max_pieces - 1:
                break
            at = 0
            for id_, length in self._pieces(word):
                ids.append(id_)
                spans.append((places[at], places[at + length - 1] + 1))
                at += length
        ids, spans = ids[: self._max_pieces - 1], spans[: self._max_pieces - 1]
        return WordPieces((*ids, self._ids[END]), (*spans, (len(text), len(text))))

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        """The ids of a word's pieces with the number of characters that each covers."""
        if word not in self._cache:
            if len(self._cache) > MAX_CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = tuple(self._longest_first(word)) or ((self._ids[UNKNOWN], len(word)),)
        return self._cache[word]

    def _longest_first(self, word: str) -> list[tuple[int, int]]:
        """Takes the longest piece that the rest of the word begins with, again and again; nothing where none fits."""
        pieces: list[tuple[int, int]] = []
        start = 0
        while start < len(word) <= MAX_WORD_LENGTH:
            for end in range(len(word), start, -1):
                id_ = self._ids.get(("##" if start else "") + word[start:end])
                if id_ is not None:
                    pieces.append((id_, end - start))
                    start = end
                    break
            else:
                return []
        return pieces


def load_vocabulary(path: Path = VOCABULARY) -> dict[str, int]:
    """Reads a vocabulary: one piece a line; its id is the number of the line, from 0."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {line.rstrip("\n"): number for number, line in enumerate(lines)}


def _words(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Words and single punctuation marks in lower case without accents, with the place of each character in the text."""
    if not SIMPLE_TEXT.fullmatch(text):
        yield from _words_of_any_text(text)
        return
    for match in WORD.finditer(text.lower()):
        yield match.group(), range(*match.span())


def _words_of_any_text(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """The same for a text with any characters, one by one."""
    word: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for normalised in _normalise(character):
            if normalised.isspace():
                if word:
                    yield "".join(word), places
                word, places = [], []
            elif _is_word_itself(normalised):
                if word:
                    yield "".join(word), places
                yield normalised, [place]
                word, places = [], []
            else:
                word.append(normalised)
                places.append(place)
    if word:
        yield "".join(word), places


def _normalise(character: str) -> str:
    """The character in lower case without accents; nothing for a control character."""
    if character.isascii():
        return character.lower() if character >= " " else (" " if character in "\t\n\r" else "")
    decomposed = unicodedata.normalize("NFD", character.lower())
    return "".join(part for part in decomposed if unicodedata.category(part) not in {"Mn", "Cc", "Cf"}).replace("\u00a0", " ")


def _is_word_itself(character: str) -> bool:
    """Whether a character is a word of its own: punctuation and Chinese characters."""
    if character.isascii():
        return not character.isalnum()
    return (
        unicodedata.category(character).startswith("P")
        or "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
    )
