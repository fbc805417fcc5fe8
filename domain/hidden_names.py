"""The ways in which texts and addresses may name people: finds names, handles and identifiers that redaction hides.

Everything is compared in its folded form (`domain/text_folding.py`), so that "Jose Nunez" and #JoseNunez name José Núñez.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from domain.bare_urls import trim_url
from domain.name_forms import (
    ANYWHERE,
    CAMEL_HUMP,
    LETTER,
    MARKS,
    NAME_WORD,
    SHORTEST_HANDLE,
    SHORTEST_PART,
    bounded,
    compact_names,
    full_name_patterns,
    given_name_patterns,
    handle_labels,
    handle_words,
    is_part,
    is_unspaced,
    run_patterns,
    written_names,
)
from domain.shapes.post import Author
from domain.text_folding import fold, fold_with_places

Stretch = tuple[int, int]
LATIN = "0-9A-Za-z_\u00c0-\u024f"
HOST = rf"[{LATIN}-]+(?:\.[{LATIN}-]+)+"
HANDLE = re.compile(
    rf"[{LATIN}.+-]{{1,64}}@{HOST}"
    rf"|(?<![{LATIN}@./-])[@＠](?:[{LATIN}](?:[{LATIN}.-]*[{LATIN}])?(?:@{HOST})?|\w+)"
)
"""A handle in a text: @name, @name.bsky.social, @name@host; and addresses of mail. Other scripts end a Latin one."""
DID = re.compile(r"(?:at://)?did:[a-z]+:[a-z0-9._:%-]*[a-z0-9](?:/[a-z0-9._:/%-]*)?", re.IGNORECASE)
"""A decentralised identifier, as Bluesky names accounts; with the path that may follow it."""
SCHEMELESS = re.compile(rf"(?<![{LATIN}@./:-])(?:at://)?(?:[{LATIN}-]+\.)+[A-Za-z]{{2,24}}(?::\d+)?(?:[/?#][^\s<>\"“”]*)?")
"""An address without its scheme, as people and sites shorten them: josenunez.example/about."""
SMALL_WORD = re.compile(r"(?<![\w@＠./-])[^\W\d_]{3,}(?![\w@/-])")
HASHTAG = re.compile(rf"[#＃](?:\w|[{MARKS}])+")

CAPITALISED_UP_TO = 3
"""A name of so few letters is hidden only where it is written with a capital."""
ANYWHERE_IN_HOST = 4
"""Shortest parts of names that are searched inside the words of a host name."""
MESSAGE_PATHS = ("/status/", "/post/", "/@")
"""Paths of sites for single posts and profiles, which show their author."""


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """The names, handles and identifiers of everybody who is hidden.

    `pattern` matches folded texts, `common` are the thread's own words. `compact` are names and handles without spaces, long
    enough to be looked for anywhere in hashtags and addresses; `parts` are words of names and handles that are no words of the
    thread; `segments` are searched only as complete segments of an address: handles, and the ids of the thread's own posts.
    """

    pattern: re.Pattern[str] | None
    compact: frozenset[str]
    parts: frozenset[str]
    segments: frozenset[str]
    common: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[Author], texts: Sequence[str], ids: Iterable[str] = ()) -> HiddenNames:
        """Hides `people`; what `texts` write small elsewhere than in a name are common words, which stay."""
        everybody = tuple(dict.fromkeys(people))
        names = tuple(name for person in everybody for name in written_names(person))
        labels = frozenset(label for person in everybody for label in handle_labels(person))
        certain = frozenset(pattern for name in names for pattern in full_name_patterns(name)) | {
            bounded(label) for label in labels if len(label) >= SHORTEST_HANDLE
        }
        runs = frozenset(pattern for name in names for pattern in run_patterns(name, frozenset()))
        common = common_words(texts, compiled(certain | runs))
        words = frozenset(word for name in names for word in NAME_WORD.findall(name))
        words |= frozenset(word for person in everybody for word in handle_words(person))
        parts = frozenset(word for word in words if is_part(word) and not {word, f"{word}s"} & common)
        patterns = certain | {bounded(part) for part in parts}
        patterns |= {pattern for name in names for pattern in (*run_patterns(name, common), *given_name_patterns(name))}
        compact = frozenset(compact_names(names)) | labels
        return cls(
            compiled(patterns),
            frozenset(token for token in compact if len(token) >= SHORTEST_HANDLE or is_unspaced(token)) - common,
            parts,
            labels | frozenset(map(fold, ids)),
            common,
        )

    def stretches(self, text: str) -> Iterator[Stretch]:
        """Where a text names somebody; stretches may overlap."""
        yield from (match.span() for match in HANDLE.finditer(text))
        yield from (match.span() for match in HASHTAG.finditer(text) if self.in_hashtag(match[0]))
        if self.pattern is None:
            return
        folded = fold_with_places(text)
        for match in self.pattern.finditer(folded.text):
            start, end = folded.original_span(*match.span())
            if len(match[0]) > CAPITALISED_UP_TO or not text[start].islower():
                yield start, end
        if (cut := self.cut_name(folded.text)) is not None:
            yield folded.starts[cut], len(text.rstrip())

    def addresses(self, text: str) -> Iterator[Stretch]:
        """Where a text holds identifiers, or addresses without a scheme that name somebody."""
        yield from (match.span() for match in DID.finditer(text))
        for match in SCHEMELESS.finditer(text):
            if self.in_address(match[0]):
                yield match.start(), match.start() + len(trim_url(match[0]))

    def in_hashtag(self, hashtag: str) -> bool:
        """Whether a hashtag holds a name: #JoseNunez, #TeamJose."""
        folded, humps = fold(hashtag[1:]), map(fold, CAMEL_HUMP.sub(" ", hashtag).split())
        return (
            folded in self.compact
            or any(token in folded for token in self.compact if len(token) >= ANYWHERE or is_unspaced(token))
            or not self.parts.isdisjoint(humps)
        )

    def in_address(self, address: str | None) -> bool:
        """Whether an address names somebody, or is that of a single post or profile, which show their author."""
        if not address:
            return False
        host, plain = readable(address)
        if any(path in plain for path in MESSAGE_PATHS) or DID.search(plain):
            return True
        segments = frozenset(re.split(r"[\W_]+", plain)) | frozenset(re.split(r"[/?#&=:@]", plain))
        if not segments.isdisjoint(self.segments) or not segments.isdisjoint(self.parts):
            return True
        joined = re.sub(r"[\s._+-]+", "", plain)
        if any(token in plain or token in joined for token in self.compact):
            return True
        if any(part in plain for part in self.parts if len(part) >= ANYWHERE or is_unspaced(part)):
            return True
        if any(part in host for part in self.parts if len(part) >= ANYWHERE_IN_HOST):
            return True
        last = re.split(r"[\W_]+", plain.rstrip("….")).pop() if plain.endswith(("…", "...")) else ""
        return len(last) >= SHORTEST_HANDLE and any(token.startswith(last) for token in (*self.compact, *self.parts))

    def cut_name(self, folded: str) -> int | None:
        """The start of a name that was cut off at the end of a text, as in titles; None when there is none."""
        match = re.search(rf"({LETTER}+)(?:…|\.\.\.)\s*$", folded)
        if match is None or len(match[1]) < SHORTEST_PART or match[1] in self.common:
            return None
        return match.start() if any(name.startswith(match[1]) for name in (*self.parts, *self.compact)) else None


def common_words(texts: Iterable[str], names: re.Pattern[str] | None) -> frozenset[str]:
    """Words that the texts write small, and not in a name or several words of one: Mark is a name, “mark my words” is not."""
    words: set[str] = set()
    for text in texts:
        folded = fold_with_places(text)
        name_places = (
            {place for match in names.finditer(folded.text) for place in range(*match.span())} if names else frozenset()
        )
        for match in SMALL_WORD.finditer(folded.text):
            start, end = folded.original_span(*match.span())
            if match.start() not in name_places and text[start:end].islower():
                words.add(match[0])
    return frozenset(words)


def compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern of several, the longest first."""
    longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(longest_first)) if longest_first else None


@lru_cache(maxsize=1024)
def readable(address: str) -> tuple[str, str]:
    """The host of an address, and the address: folded, without percent and IDNA encoding."""
    plain = unquote(unquote(address))
    try:
        host = urlsplit(plain if "://" in plain else f"//{plain}").hostname or ""
    except ValueError:
        host = ""
    if "xn--" in host:
        labels = (decoded_label(label) for label in host.split("."))
        decoded = ".".join(labels)
        plain = plain.lower().replace(host, decoded)
        host = decoded
    return fold(host), fold(plain)


def decoded_label(label: str) -> str:
    """A label of a host's name without IDNA's encoding."""
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label
