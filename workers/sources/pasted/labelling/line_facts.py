"""Facts about each line of a pasted text, in no language: its kind, length and ending, what repeats, what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from workers.sources.pasted.labelling.lexicon import Lexicon
from workers.sources.pasted.labelling.line_kinds import (
    CLOCK,
    DIGIT,
    DIGITS,
    LONGEST_BOILERPLATE,
    NUMERIC_DATE,
    WORD,
    Kind,
    kind_of,
)

LONGEST_SHAPE: Final = 20
BIDI: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
BARE_HANDLE: Final = re.compile(r"[a-z0-9][a-z0-9._]{2,29}")
FORM_WORDS: Final = re.compile(r"[^\W\d_]+(?:[^\S\n][^\W\d_]+)*")
SYMBOL: Final = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
MARKER: Final = re.compile(r"\W{0,3}\d{1,4}\s?(?:/|of|von|de|di|\.|\)|:)|[#<\[(]\d{1,4}[>\])]")
MARKER_BEHIND: Final = re.compile(r"\d{1,4}/(?:\d{1,4}|n)?\)?\W{0,3}$")
ENDINGS: Final = {
    **dict.fromkeys(".!。！।", "stop"),
    **dict.fromkeys("?？؟", "ask"),
    "…": "more",
    ":": "colon",
    ",": "comma",
}
LENGTHS: Final = ((2, "1"), (6, "2"), (14, "3"), (28, "4"), (60, "5"), (120, "6"))
STEM: Final = re.compile(r"\d[\d.,\s]*")
BEGINNING: Final = 7  # code points with which lines of one form begin alike
JOINED: Final = re.compile(r"\s[·•|—–]\s")
MOST_WORDS: Final = 9
EDGE_GAP: Final = 3  # blank lines below the last line, so to speak
MANY: Final = 12  # one line in so many is much
CACHED: Final = 20_000  # combinations of facts whose tokens are kept
FAR: Final = 4  # lines from a page's edge, from which on the distance counts in steps
FARTHEST: Final = 14
MOST: Final = 4  # repetitions beyond which it does not matter how many there are


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line: its text without marks of direction, the blank lines above it, its kind, and tokens for the labels.

    `around` are the kinds of the two lines above, of the line, and of the two below. `groups` are those of the lexicon that the
    line belongs to.
    """

    text: str
    above: int
    kind: Kind
    tokens: tuple[str, ...]
    around: tuple[str, ...]
    groups: frozenset[str]


def facts_of(lines: Sequence[tuple[str, int]], lexicon: Lexicon) -> tuple[LineFacts, ...]:
    """Facts of each line, given as its text and the number of blank lines above it. Linear in the text."""
    texts = [BIDI.sub("", text).strip() for text, _ in lines]
    kinds = [kind_of(text, lexicon) for text in texts]
    groups = [lexicon.groups_of(text) for text in texts]
    page = _Page(texts, kinds, [min(above, 2) for _, above in lines])
    return tuple(
        LineFacts(text, lines[index][1], kinds[index], page.tokens(index, groups[index]), page.around(index), groups[index])
        for index, text in enumerate(texts)
    )


def shape_of(text: str) -> str:
    """A line with each run of letters as `a` and each number as `0`."""
    return WORD.sub("a", DIGITS.sub("0", text))[:40]


def form_of(line: str) -> str:
    """A line with words that follow each other as one `a` and each number as `0`: what lines of one form have in common."""
    return FORM_WORDS.sub("a", DIGITS.sub("0", line))


class _Page:
    """What is known of all lines together: what repeats, alone and with what stands around it."""

    def __init__(self, texts: list[str], kinds: list[Kind], gaps: list[int]) -> None:
        self.texts, self.kinds = texts, kinds
        short = [text if len(text) <= LONGEST_BOILERPLATE else "" for text in texts]
        self.sizes = [next((name for limit, name in LENGTHS if len(text) <= limit), "7") for text in texts]
        self.shapes = [shape_of(text) for text in short]
        self.repeats = _repeats(texts)
        self.shape_repeats = _repeats(self.shapes)
        self.stem_repeats = _repeats([STEM.sub("#", text) for text in short])
        self.beginning_repeats = _repeats([text[:BEGINNING] for text in texts])
        self.pairs = [0, *_repeats(list(pairwise(texts))), 0]
        self.bonds = ["--", *_bonds(texts), "--"]
        # What a line is around a place: its kind, and of text how long it is.
        forms = [kind.value if kind is not Kind.TEXT else f"t{size}" for kind, size in zip(kinds, self.sizes, strict=True)]
        self.forms = ["edge", "edge", *forms, "edge", "edge"]
        self.patterns = _repeats([tuple(self.forms[index + 1 : index + 5]) for index in range(len(texts))])
        self.gaps = [*gaps, EDGE_GAP]
        self.mixture = _mixture(kinds)

    def tokens(self, index: int, groups: frozenset[str]) -> tuple[str, ...]:
        """Facts of the line by itself, then of the line among its neighbours and on the page."""
        text, kind = self.texts[index], self.kinds[index]
        repeats = (self.repeats[index], self.shape_repeats[index], self.stem_repeats[index], self.beginning_repeats[index])
        tokens = [
            *_form_tokens(kind, self.gaps[index], self.sizes[index], _ending(text), _start(text), repeats),
            *_word_tokens(text, kind),
        ]
        if len(text) <= LONGEST_SHAPE:
            tokens.append(f"shape:{self.shapes[index]}")
        tokens += [f"lexicon={group}" for group in sorted(groups)]
        tokens += self._context(index)
        tokens += [f"top={_bucket(index)}", f"bottom={_bucket(len(self.texts) - 1 - index)}"]
        return tuple(tokens)

    def around(self, index: int) -> tuple[str, ...]:
        """What the two lines above, the line and the two below are."""
        return tuple(self.forms[index : index + 5])

    def _context(self, index: int) -> tuple[str, ...]:
        """Facts of the line among its neighbours."""
        gaps = (self.gaps[index], self.gaps[index + 1])
        pairs, bonds = (self.pairs[index], self.pairs[index + 1]), (self.bonds[index], self.bonds[index + 1])
        tokens = _context_tokens(self.around(index)[1:4], gaps, self.patterns[index], pairs, bonds, self.mixture)
        if self.forms[index + 3] == Kind.HANDLE:
            return (*tokens, f"named={_resembles(self.texts[index], self.texts[index + 1])}")
        return tokens


def _repeats(values: Sequence[Hashable]) -> list[int]:
    """How often each value is among all, up to MOST."""
    counts = Counter(values)
    return [min(counts[value], MOST) for value in values]


def _bonds(texts: Sequence[str]) -> list[str]:
    """For each two lines that follow each other: whether either, where it returns, always has the same line beside it.

    A name and its handle always stand together; a button stands above everybody's.
    """
    counts = Counter(texts)
    pairs = Counter(pairwise(texts))
    return [
        _bond(counts[text], pairs[text, other]) + _bond(counts[other], pairs[text, other]) for text, other in pairwise(texts)
    ]


def _bond(count: int, together: int) -> str:
    return "-" if count == 1 else "1" if together >= count - 1 else "0"


def _bucket(distance: int) -> int:
    """A distance in lines, the coarser the longer it is."""
    if distance < FAR:
        return distance
    length = distance.bit_length()
    return min(FAR + 2 * (length - 3) + (distance >> (length - 2) & 1), FARTHEST)


def _mixture(kinds: list[Kind]) -> str:
    """How much of a page are handles, counts and times: none, few or many of each."""
    counts = Counter(kinds)
    sizes = (
        counts[Kind.HANDLE],
        counts[Kind.COUNT] + counts[Kind.COUNT_WORDS],
        counts[Kind.DATE] + counts[Kind.AGE] + counts[Kind.CLOCK],
    )
    return "".join("0" if not size else "1" if size * MANY < len(kinds) else "2" for size in sizes)


@lru_cache(maxsize=CACHED)
def _form_tokens(
    kind: Kind, blank: int, size: str, ending: str, start: str, repeats: tuple[int, int, int, int]
) -> tuple[str, ...]:
    text, shape, stem, beginning = repeats
    return (
        f"kind={kind},above={blank}",
        f"kind={kind}",
        f"length={size},end={ending}",
        f"length={size}",
        f"end={ending}",
        f"start={start}",
        f"above={blank}",
        f"repeats={text},kind={kind}",
        f"repeats={text},length={size}",
        f"shape={shape},kind={kind}",
        f"stem={stem},kind={kind}",
        f"begins={beginning},length={size}",
    )


@lru_cache(maxsize=CACHED)
def _context_tokens(
    forms: tuple[str, ...], gaps: tuple[int, int], pattern: int, pairs: tuple[int, int], bonds: tuple[str, str], mixture: str
) -> tuple[str, ...]:
    before, form, after = forms
    blank, below = gaps
    return (
        f"pattern={pattern},{form}",
        f"gaps={blank},{below},{form}",
        f"behind={pairs[0]},{before},{form}",
        f"pair={pairs[1]},{form},{after}",
        f"page={mixture},{form}",
        f"bond_above={bonds[0]},{before},{form}",
        f"bond={bonds[1]},{form},{after}",
    )


def _word_tokens(text: str, kind: Kind) -> Iterator[str]:
    """Facts about what a line holds."""
    words = WORD.findall(text) if len(text) <= LONGEST_BOILERPLATE else []
    yield f"words={min(len(words), MOST_WORDS)}" if words or len(text) <= LONGEST_BOILERPLATE else f"words={MOST_WORDS}"
    if text.startswith("#") and len(words) <= 8:
        yield "hashtags"
    if not text.isascii() and SYMBOL.search(text, 0, 60):
        yield "symbol"
    if "@" in text[:60]:
        yield "at_sign"
    if kind is Kind.TEXT:
        yield from _prose_tokens(text, words)


def _prose_tokens(text: str, words: list[str]) -> Iterator[str]:
    """Facts about what a line of text holds beside words."""
    if BARE_HANDLE.fullmatch(text):
        yield "bare_handle"
    if DIGIT.search(text):
        if MARKER.match(text) or MARKER_BEHIND.search(text, max(0, len(text) - 16)):
            yield "marker"
        yield "timed" if CLOCK.search(text, 0, 60) or NUMERIC_DATE.search(text, 0, 60) else "digit"
    if JOINED.search(text, 0, 80):
        yield "joined"
    if 2 <= len(words) <= 5 and all(word[0].isupper() for word in words):
        yield "capitals"


def _resembles(name: str, handle: str) -> bool:
    """Whether a handle holds the beginning of one of a name's words."""
    letters = handle.casefold()
    return any(word[:4].casefold() in letters for word in WORD.findall(name[:80]) if len(word) > 2)


def _ending(text: str) -> str:
    last = text[-1:]
    return ENDINGS.get(last) or ("digit" if last.isdigit() else "letter" if last.isalpha() else "sign")


def _start(text: str) -> str:
    first = text[:1]
    if first.isdigit():
        return "digit"
    if first in "@#":
        return first
    if first.isupper():
        return "upper"
    if first.islower():
        return "lower"
    return "letter" if first.isalpha() else "sign"
