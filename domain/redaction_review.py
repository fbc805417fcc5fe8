"""Lists what redaction hides in a thread, and what still looks like a name, for a person to decide about.

A capitalised word inside a sentence looks like a name unless the thread writes it small elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.name_forms import HONORIFICS
from domain.redaction import Placeholders, Redaction
from domain.shapes.post import Span
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Thread, Version
from domain.text_folding import fold

WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:;\n“”\"«»(\[•*–—-])[\s“”\"'‘(\[«»•*–—-]*$")
WITH_HONORIFIC: Final = re.compile(
    rf"(?:[\u3400-\u4dbf\u4e00-\u9fff]{{1,4}}|[\u30a0-\u30ff]{{2,8}}|[\uac00-\ud7a3]{{2,4}})(?=(?:{HONORIFICS}))"
)
HIDDEN_NAME: Final = "\0"
"""In place of a hidden name: what follows it is inside a sentence. What follows a mention or an address may begin one."""
MAX_CANDIDATES: Final = 60
SHORTEST: Final = 3
ALWAYS_CAPITAL: Final = frozenset({"i", "i'm", "i've", "i'll", "i'd", "i’m", "i’ve", "i’ll", "i’d"})


@dataclass(frozen=True, slots=True)
class NameCount:
    """Words as they are first written in the thread, and how often they occur."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class RedactionReview:
    """What is hidden, and what else looks like a name; the most frequent first. `choices` are a person's."""

    hidden: tuple[NameCount, ...]
    candidates: tuple[NameCount, ...]
    choices: RedactionChoices

    @property
    def places(self) -> int:
        """The number of places where something is hidden."""
        return sum(name.count for name in self.hidden)


def review_redaction(thread: Thread, placeholders: Placeholders) -> RedactionReview:
    """The review of a thread that is not redacted yet."""
    redaction = Redaction.of([thread], placeholders).for_thread(thread)
    hidden: list[str] = []
    rest: list[str] = []
    for text, spans in texts_of(thread.version):
        visible, place = "", 0
        for start, end, _ in redaction.edits(text, spans):
            hidden.append(text[start:end])
            visible += text[place:start] + (HIDDEN_NAME if text[start].isalpha() else "\n")
            place = end
        rest.append(visible + text[place:])
    names = (name for name in candidates(rest) if fold(name) not in redaction.exempt)
    return RedactionReview(counted(hidden), counted(names)[:MAX_CANDIDATES], thread.redaction)


def texts_of(version: Version) -> Iterator[tuple[str, Sequence[Span]]]:
    """Every text of a version that handouts show."""
    yield version.title, ()
    for point in version.points:
        yield point.text, point.spans
        for media in (*point.media, *(point.quote.media if point.quote else ())):
            yield media.alt or "", ()
        if point.quote:
            yield point.quote.text, ()


def candidates(texts: Sequence[str]) -> Iterator[str]:
    """Words that look like names, each time they occur; capitalised words that follow each other are one."""
    small = {word for text in texts for word in WORD.findall(text) if word.islower()}
    for text in texts:
        yield from WITH_HONORIFIC.findall(text)
        for run in runs(text, [match for match in WORD.finditer(text) if is_name_like(match[0], small)]):
            start, end = run[0].start(), run[-1].end()
            if len(run) > 1 or not SENTENCE_START.search(text[max(0, start - 12) : start]):
                yield " ".join(text[start:end].split())


def is_name_like(word: str, small: set[str]) -> bool:
    """Whether a word is written with one capital, and never small."""
    lower = word.lower()
    return (
        len(word) >= SHORTEST
        and word[0].isupper()
        and not word.isupper()
        and lower not in small
        and lower not in ALWAYS_CAPITAL
        and f"{lower}s" not in small
    )


def runs(text: str, matches: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Matches with nothing but one space between them, together."""
    run: list[re.Match[str]] = []
    for match in matches:
        if run and text[run[-1].end() : match.start()] != " ":
            yield run
            run = []
        run.append(match)
    if run:
        yield run


def counted(texts: Iterable[str]) -> tuple[NameCount, ...]:
    """The texts without repetition, the most frequent first."""
    counts: dict[str, tuple[str, int]] = {}
    for text in filter(None, (" ".join(text.split()) for text in texts)):
        first, count = counts.get(fold(text), (text, 0))
        counts[fold(text)] = (first, count + 1)
    return tuple(NameCount(text, count) for text, count in sorted(counts.values(), key=lambda item: -item[1]))
