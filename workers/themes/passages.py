"""A text cut into the passages that evidence is made of: sentences, and the clauses of long ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONG: Final = 110  # characters; a longer sentence is cut at its clauses
SHORT: Final = 16  # characters; a shorter clause stays with its neighbour
ABBREVIATED: Final = r"(?<!\bal\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)"
SENTENCE_END: Final = re.compile(rf"(?:(?<=[.!?…]){ABBREVIATED}|(?<=[.!?…][\"'”’)\]]))\s+|\n+")
CLAUSE_END: Final = re.compile(
    r"(?<=[;:–—])\s+|\s+(?=[–—-]\s)|(?<=,)\s+|\s+(?=(?:but|because|instead of|rather than|so that|which|while|whereas)\b)"
)
MARGIN: Final = " \t\n\r\u00a0.,;:–—-•*·"


@dataclass(frozen=True, slots=True)
class Passage:
    """A half-open span of code points."""

    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def sentences(text: str) -> tuple[Passage, ...]:
    """The sentences and lines of a text, without what stands between them."""
    return _cut(text, Passage(0, len(text)), SENTENCE_END)


def clauses(text: str) -> tuple[Passage, ...]:
    """The sentences, long ones cut at their clauses."""
    found: list[Passage] = []
    for sentence in sentences(text):
        long = sentence.end - sentence.start > LONG
        found += _joined(_cut(text, sentence, CLAUSE_END)) if long else [sentence]
    return tuple(found)


def trimmed(text: str, passage: Passage) -> Passage:
    """The passage without blanks, dashes and stops at its margins."""
    start, end = passage.start, passage.end
    while start < end and text[start] in MARGIN:
        start += 1
    while end > start and text[end - 1] in MARGIN:
        end -= 1
    return Passage(start, end)


def _cut(text: str, whole: Passage, border: re.Pattern[str]) -> tuple[Passage, ...]:
    starts, ends = [whole.start], []
    for match in border.finditer(text, whole.start, whole.end):
        ends.append(match.start())
        starts.append(match.end())
    pieces = zip(starts, [*ends, whole.end], strict=True)
    return tuple(Passage(start, end) for start, end in pieces if any(map(str.isalnum, text[start:end])))


def _joined(pieces: tuple[Passage, ...]) -> list[Passage]:
    joined: list[Passage] = []
    for piece in pieces:
        if joined and min(piece.end - piece.start, joined[-1].end - joined[-1].start) < SHORT:
            joined[-1] = Passage(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined
