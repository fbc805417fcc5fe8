"""A text cut into word pieces of a BERT vocabulary (uncased), each with its place in the text. Called by the encoder."""

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
LONGEST_WORD: Final = 100
# Texts that keep their length in small letters, and need no look at each character.
SIMPLE: Final = re.compile(r"[\t\n\r -~‘’“”…–—•]*")
WORD: Final = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Ids of word pieces, framed by start and end marks, and for each the half-open span of code points it stands for.

    The frame's spans are empty.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class WordPieces:
    """The cutter. `longest` pieces at most are kept of a text, the frame included."""

    def __init__(self, vocabulary: Mapping[str, int], longest: int) -> None:
        self._ids = vocabulary
        self._longest = longest
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}

    def cut(self, text: str) -> Pieces:
        ids, spans = [self._ids[START]], [(0, 0)]
        for word, places in _words(text):
            if len(ids) >= self._longest - 1:
                break
            at = 0
            for id_, length in self._pieces(word):
                ids.append(id_)
                spans.append((places[at], places[at + length - 1] + 1))
                at += length
        ids, spans = ids[: self._longest - 1], spans[: self._longest - 1]
        return Pieces((*ids, self._ids[END]), (*spans, (len(text), len(text))))

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        """Ids with the number of characters each covers."""
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[word] = tuple(self._longest_first(word)) or ((self._ids[UNKNOWN], len(word)),)
        return self._known[word]

    def _longest_first(self, word: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            for end in range(len(word), start, -1):
                id_ = self._ids.get(("##" if start else "") + word[start:end])
                if id_ is not None:
                    found.append((id_, end - start))
                    start = end
                    break
            else:
                return []
        return found


def load_vocabulary(path: Path = VOCABULARY) -> dict[str, int]:
    """The vocabulary: one piece a line, its id the line's number from 0."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {line.rstrip("\n"): number for number, line in enumerate(lines)}


def _words(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Words and single signs in small letters without accents, each character with its place in the text."""
    if not SIMPLE.fullmatch(text):
        yield from _any_words(text)
        return
    for match in WORD.finditer(text.lower()):
        yield match.group(), range(*match.span())


def _any_words(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """The same for a text of any characters, one by one."""
    word: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in _plain(character):
            if plain.isspace():
                if word:
                    yield "".join(word), places
                word, places = [], []
            elif _alone(plain):
                if word:
                    yield "".join(word), places
                yield plain, [place]
                word, places = [], []
            else:
                word.append(plain)
                places.append(place)
    if word:
        yield "".join(word), places


def _plain(character: str) -> str:
    if character.isascii():
        return character.lower() if character >= " " else (" " if character in "\t\n\r" else "")
    decomposed = unicodedata.normalize("NFD", character.lower())
    return "".join(part for part in decomposed if unicodedata.category(part) not in {"Mn", "Cc", "Cf"}).replace("\u00a0", " ")


def _alone(character: str) -> bool:
    """Signs and Chinese characters are words of their own."""
    if character.isascii():
        return not character.isalnum()
    return (
        unicodedata.category(character).startswith("P")
        or "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
    )
