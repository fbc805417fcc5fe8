"""Finds the words of a query in texts, and cuts snippets round them. The index says which threads match, this says where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.search.query import Field, Match, Words
from domain.search.words import MAX_WORD, Word, is_unspaced, words_with_places
from domain.text_folding import FoldedText, fold, fold_with_places

SNIPPET: Final = 160
"""Characters of a snippet, without the marks of what was cut."""
BEFORE: Final = 48
"""Characters before the first hit."""
CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Hit:
    """A half-open span, in code points, that a query asks for."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextHits:
    """The hits in a text, and how many different parts of the query are among them."""

    hits: tuple[Hit, ...]
    parts: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, on one line; `hits` count its own code points."""

    text: str
    hits: tuple[Hit, ...]


def find_hits(text: str, field: Field, queries: Sequence[Words]) -> TextHits:
    """The hits of all queries that ask for this field; overlapping ones are joined."""
    folded = fold(text)
    relevant = [query for query in queries if field in query.fields and _may_have(folded, query.words)]
    if not relevant:
        return TextHits((), 0)
    simple = [query for query in relevant if _is_simple(query, folded)]
    by_query = [_substrings(fold_with_places(text), query) for query in simple]
    if len(simple) < len(relevant):
        words = list(words_with_places(text))
        by_query += [list(_occurrences(words, query)) for query in relevant if query not in simple]
    hits = sorted((hit for hits in by_query for hit in hits), key=lambda hit: (hit.start, hit.end))
    return TextHits(tuple(_joined(hits)), sum(bool(hits) for hits in by_query))


def cut_snippet(text: str, hits: Sequence[Hit]) -> Snippet:
    """The text from a little before the first hit on, with the hits that lie in it whole."""
    line = re.sub(r"\s", " ", text)
    first = hits[0].start if hits else 0
    start = (
        0 if len(line) <= SNIPPET or first <= BEFORE else _word_start(line, max(0, min(first - BEFORE, len(line) - SNIPPET)))
    )
    end = len(line) if len(line) - start <= SNIPPET else _word_end(line, start + SNIPPET, max(first, start))
    before, after = CUT if start > 0 else "", CUT if end < len(line) else ""
    shift = len(before) - start
    inside = tuple(Hit(hit.start + shift, hit.end + shift) for hit in hits if start <= hit.start and hit.end <= end)
    return Snippet(before + line[start:end] + after, inside)


def _may_have(folded: str, words: Sequence[str]) -> bool:
    """Whether a text may have the words one after the other; cheaper than cutting it into words."""
    if not all(word in folded for word in words):
        return False
    return len(words) == 1 or max(map(len, words)) >= MAX_WORD or _row_of(tuple(words)).search(folded) is not None


@lru_cache(maxsize=64)
def _row_of(words: Sequence[str]) -> re.Pattern[str]:
    """Words with nothing between them that belongs to a word."""
    return re.compile(r"[\W_]*".join(map(re.escape, words)))


def _is_simple(query: Words, folded: str) -> bool:
    """Whether the query is one word that can be found without cutting the text into words."""
    return len(query.words) == 1 and (query.match is Match.PARTS or folded.isascii())


def _substrings(folded: FoldedText, query: Words) -> list[Hit]:
    (word,) = query.words
    before = "" if query.match is Match.PARTS else "(?<![a-z0-9])"
    after = "(?![a-z0-9])" if query.match is Match.WHOLE else ""
    matches = re.finditer(before + re.escape(word) + after, folded.text)
    return [Hit(*folded.original_span(match.start(), match.end())) for match in matches]


def _occurrences(words: Sequence[Word], query: Words) -> Iterator[Hit]:
    count = len(query.words)
    for at in range(len(words) - count + 1):
        row = words[at : at + count]
        if _equal(row, query):
            yield _span(row, query)


def _equal(row: Sequence[Word], query: Words) -> bool:
    *heads, last = query.words
    if any(word.text != head for word, head in zip(row, heads, strict=False)):
        return False
    text = row[-1].text
    if query.match is Match.PARTS:
        return last in text
    return text.startswith(last) if query.match is Match.BEGINNING and not is_unspaced(last) else text == last


def _span(row: Sequence[Word], query: Words) -> Hit:
    """From the first to the last word; of a word that has the query as a part, that part where letters were not folded away."""
    start, end, last = row[0].start, row[-1].end, query.words[-1]
    word = row[-1]
    if query.match is not Match.WHOLE and len(word.text) == word.end - word.start:
        at = word.text.find(last)
        end = word.start + at + len(last)
        start = word.start + at if len(row) == 1 else start
    return Hit(start, end)


def _joined(hits: Sequence[Hit]) -> Iterator[Hit]:
    current: Hit | None = None
    for hit in hits:
        if current is not None and hit.start < current.end:
            current = Hit(current.start, max(current.end, hit.end))
            continue
        if current is not None:
            yield current
        current = hit
    if current is not None:
        yield current


def _word_start(line: str, at: int) -> int:
    """The start of the next word at or after `at`, when that is near."""
    space = line.find(" ", at, at + 20)
    return at if space < 0 else space + 1


def _word_end(line: str, at: int, after: int) -> int:
    """The end of the last word before `at`, when that is near and behind `after`."""
    space = line.rfind(" ", max(after, at - 20), at)
    return at if space <= after else space
