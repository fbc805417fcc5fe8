"""The forms in which people are named: their names and handles, and patterns for what others write of them.

All of them are folded (`domain/text_folding.py`), as the texts are that they are looked for in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from domain.shapes.post import Author
from domain.text_folding import fold

CAMEL_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|[\W\d_]+")

MARKS = "\u0900-\u0963\u0970-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u0f71-\u0fbc\u102b-\u109d\u17b4-\u17d3"
"""Vowel signs and marks of Indic and South-East Asian scripts, which are parts of words but no letters to `re`."""
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
NAME_WORD = re.compile(rf"{LETTER}+")
UNSPACED_LETTER = (
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Of scripts without spaces between words, or (Hangul) whose particles follow a word without one."""
UNSPACED = re.compile(UNSPACED_LETTER)
BEFORE, AFTER = rf"(?<!(?!{UNSPACED_LETTER}){LETTER})", rf"(?=s?(?!(?!{UNSPACED_LETTER}){LETTER}))"
"""Boundaries of a name: no letter of a spaced script before it, and after it at most the s of a possessive."""
HAN, HANGUL = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{3,4}"), re.compile("[\uac00-\ud7a3]{3}")
HANGUL_PART = re.compile("[\uac00-\ud7a3]{2}")
"""A given name: two syllables, which are a part of many words."""
HONORIFICS = "さん|様|さま|氏|くん|君|ちゃん|先生|씨|님|군|양|선생|小姐|女士|同学|老师"
PARTICLES = "씨|님|은|는|이|가|을|를|의|에게|한테|께|와|과|도|만|야|아|이는|이가|이랑|랑"
JOINT = r"[\s._·'-]*"
"""Separators between the words of a name: none in #JoseNunez, a line end in a text."""
UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"))

SHORTEST_HANDLE = 4
"""A shorter handle may be a word: it is hidden only after an @, and in addresses only as a complete segment."""
SHORTEST_PART = 3
ANYWHERE = 5
"""Shortest parts of names that are searched inside the words of an address."""


def written_names(person: Author) -> Iterator[str]:
    """A person's name, folded, and as it is spelled without umlauts (Müller, Mueller)."""
    if name := (person.name or "").strip():
        spelled, folded = name.lower(), fold(name)
        yield folded
        for umlaut, letters in UMLAUTS:
            spelled = spelled.replace(umlaut, letters)
            if letters in folded and letters != "aa":
                yield folded.replace(letters, letters[0])
        if fold(spelled) != folded:
            yield fold(spelled)


def handle_labels(person: Author) -> Iterator[str]:
    """A handle, and the label in it that names its owner: jose of jose@host and of jose.bsky.social."""
    if handle := fold(person.handle or "").strip("@"):
        yield handle
        local = handle.split("@")[0].removeprefix("www.")
        yield local
        yield local.split(".")[0]
    for url in (person.url, person.avatar_url):
        yield from (label for label in profile_labels(url) if len(label) >= SHORTEST_HANDLE)


def profile_labels(url: str | None) -> Iterator[str]:
    """The owner's name in a profile's address: after an @, or after a path of profiles."""
    if match := re.search(r"(?:/@|/(?:in|profile|users|user|u)/)([\w.%-]+)", url or ""):
        yield fold(unquote(match[1])).split("@")[0]


def handle_words(person: Author) -> Iterator[str]:
    """The words of a handle's first label: mira and holm of mira_holm and of MiraHolm."""
    label = re.split("[.@]", (person.handle or "").strip("@").removeprefix("www."))[0]
    yield from map(fold, CAMEL_HUMP.sub(" ", label).split())
    yield from NAME_WORD.findall(fold(label))


def is_unspaced(text: str) -> bool:
    """Whether a text of two letters or more is in a script without spaces between words."""
    return len(text) >= 2 and UNSPACED.match(text) is not None and UNSPACED.match(text[-1]) is not None


def is_part(word: str) -> bool:
    return len(word) >= SHORTEST_PART or is_unspaced(word)


def bounded(name: str, body: str = "") -> str:
    """A pattern (`body`, or the name as it is) for a name between letters that are not its own."""
    if HANGUL_PART.fullmatch(name):
        return rf"(?<!{LETTER}){name}(?=(?:{PARTICLES})?(?!{LETTER}))"
    before = "" if UNSPACED.match(name) else BEFORE
    after = "" if UNSPACED.match(name[-1]) else AFTER
    return before + (body or re.escape(name).replace(r"\ ", r"\s+")) + after


def full_name_patterns(name: str) -> Iterator[str]:
    """Patterns for a complete name: as it is written, and with any separators between its words."""
    words = NAME_WORD.findall(name)
    if len(name) >= 2:
        yield bounded(name)
    if len(words) > 1:
        yield joined_pattern(words)


def run_patterns(name: str, common: frozenset[str]) -> Iterator[str]:
    """Patterns for two or more words of a name that follow one another; not all of them words of the thread."""
    words = NAME_WORD.findall(name)[:8]
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            if not common.issuperset(words[start:end]):
                yield joined_pattern(words[start:end])


def joined_pattern(words: Sequence[str]) -> str:
    return bounded("".join(words), JOINT.join(map(re.escape, words)))


def given_name_patterns(name: str) -> Iterator[str]:
    """Patterns for family and given name of a name without a space, where an honorific or particle follows."""
    if HANGUL.fullmatch(name):
        yield bounded(name[1:])
    elif HAN.fullmatch(name):
        for piece in {name[:2], name[2:], name[1:]}:
            if len(piece) >= 2:
                yield rf"{piece}(?={HONORIFICS})"


def compact_names(names: Iterable[str]) -> Iterator[str]:
    """Names and parts of two or more words without separators, as hashtags and addresses have them."""
    for name in names:
        words = NAME_WORD.findall(name)[:8]
        if len(words) > 1 or is_unspaced(name):
            yield "".join(words)
        for start in range(len(words)):
            for end in range(start + 2, len(words) + 1):
                if len(joined := "".join(words[start:end])) > ANYWHERE:
                    yield joined
