"""Splits a text into the passages that evidence consists of: sentences, and the clauses of long sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONG_SENTENCE: Final = 110  # characters; a longer sentence is split at its clauses
SHORT_CLAUSE: Final = 16  # characters; a shorter clause is merged with its neighbour
NO_ABBREVIATION: Final = r"(?<!\bal\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)"
SENTENCE_END: Final = re.compile(rf"(?:(?<=[.!?…]){NO_ABBREVIATION}|(?<=[.!?…][\"'”’)\]]))\s+|\n+")
CLAUSE_END: Final = re.compile(
    r"(?<=[;:–—])\s+|\s+(?=[–—-]\s)|(?<=,)\s+|\s+(?=(?:but|because|instead of|rather than|so that|which|while|whereas)\b)"
)
TRIMMED_CHARACTERS: Final = " \t\n\r\u00a0.,;:–—-•*·"


@dataclass(frozen=True, slots=True)
class Passage:
    """A half-open span of code points."""

    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def split_sentences(text: str) -> tuple[Passage, ...]:
    """Splits a text into sentences and lines, without the white space between them."""
    return _split(text, Passage(0, len(text)), SENTENCE_END)


def split_clauses(text: str) -> tuple[Passage, ...]:
    """Splits a text into sentences, and long sentences into clauses."""
    passages: list[Passage] = []
    for sentence in split_sentences(text):
        if sentence.end - sentence.start > LONG_SENTENCE:
            passages += _merge_short(_split(text, sentence, CLAUSE_END))
        else:
            passages.append(sentence)
    return tuple(passages)


def trim(text: str, passage: Passage) -> Passage:
    """Removes white space, dashes and full stops at both ends of a passage."""
    start, end = passage.start, passage.end
    while start < end and text[start] in TRIMMED_CHARACTERS:
        start += 1
    while end > start and text[end - 1] in TRIMMED_CHARACTERS:
        end -= 1
    return Passage(start, end)


def _split(text: str, passage: Passage, separator: re.Pattern[str]) -> tuple[Passage, ...]:
    """The parts of a passage between separators; parts without a letter or digit are dropped."""
    starts, ends = [passage.start], []
    for match in separator.finditer(text, passage.start, passage.end):
        ends.append(match.start())
        starts.append(match.end())
    parts = zip(starts, [*ends, passage.end], strict=True)
    return tuple(Passage(start, end) for start, end in parts if any(map(str.isalnum, text[start:end])))


def _merge_short(clauses: tuple[Passage, ...]) -> list[Passage]:
    merged: list[Passage] = []
    for clause in clauses:
        if merged and min(clause.end - clause.start, merged[-1].end - merged[-1].start) < SHORT_CLAUSE:
            merged[-1] = Passage(merged[-1].start, clause.end)
        else:
            merged.append(clause)
    return merged
