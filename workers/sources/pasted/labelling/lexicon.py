"""Interface texts of the sites whose pages people copy, one file a language in `../lexicon`.

A hit is a fact about a line, never a decision. The generator of training pages writes its templates with the same texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from domain.yaml_loader import Loader

FOLDER: Final = Path(__file__).parents[1] / "lexicon"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "count": (
        "views",
        "view",
        "reposts",
        "quotes",
        "likes",
        "replies",
        "bookmarks",
        "boosts",
        "favourites",
        "comments",
        "followers",
        "votes",
        "posts",
    ),
    "button": (
        *(
            "follow",
            "following",
            "subscribe",
            "like",
            "comment",
            "repost",
            "send",
            "reply",
            "show_more",
            "more",
            "read_more",
            "translate",
        ),
        *("translate_short", "forward", "view_quotes", "view_activity"),
    ),
    "heading": (
        *(
            "post",
            "conversation",
            "feed_post",
            "back",
            "relevant",
            "trending",
            "write_reply",
            "everybody_can_reply",
            "add_comment",
        ),
        *("relevant_order", "new_posts", "new_messages", "inbox"),
    ),
    "menu": ("home", "explore", "notifications", "messages", "profile", "more_menu", "terms", "privacy"),
    "badge": ("author_badge", "verified"),
    "context": ("pinned", "reposted", "view_profile"),
    "quote": ("quote",),
    "hidden": ("show_replies", "see_more_replies"),
    "wall": ("log_in", "sign_up"),
    "advert": ("ad",),
    "card": ("from_domain",),
    "translation": ("translated", "show_original"),
    "edited": ("edited", "edited_short", "note"),
    "replying": ("replying_to",),
    "mail": ("mail_from", "mail_to", "mail_date", "mail_subject"),
    "unroller_head": ("tweets", "minutes_read", "read_on", "bookmark", "save_pdf", "my_authors", "profile_picture"),
    "unroller_foot": ("missing_tweet", "keep_current", "stay_in_touch", "may_be_removed", "more_from"),
    "teaser": ("read_tweets",),
    "image": ("image",),
    "hashtag": ("hashtag",),
}
BUTTONS: Final = (
    "tweets",
    "minutes_read",
    "read_on",
    "bookmark",
    "save_pdf",
    "my_authors",
)  # several of them on one line are a page's
OPENINGS: Final = (
    "translated",
    "edited",
    "replying_to",
    "from_domain",
    "mail_from",
    "mail_to",
    "mail_date",
    "mail_subject",
)  # lines may go on behind them
SHORT: Final = 2  # code points of a word that may begin any sentence, as "A" does
AGES: Final = ("hours", "days", "weeks", "months_age", "years")
PLACEHOLDERS: Final = {"{name}": ".{1,60}", "{handle}": "@?.{1,60}", "{domain}": r"\S{4,60}"}
DIGITS: Final = re.compile(r"\d[\d.,\s]*")
WORD: Final = re.compile(r"[^\W\d_]+")
EVERYWHERE: Final = {
    "alt": "media",
    "gif": "media",
    "alt#": "media",
    "app": "badge",
    "bot": "badge",
    "op": "badge",
    "web": "client",
}  # in all languages
NONE: Final[frozenset[str]] = frozenset()
LONGEST: Final = 160  # code points of a line that may be an interface's
LONGEST_PATTERN: Final = 100  # the same where something varies in it


@dataclass(frozen=True, slots=True)
class Language:
    """One language's month names and interface texts; `{n}`, `{name}` and `{handle}` stand for what varies.

    `texts` has one text for each key of GROUPS; `more` has other texts of some groups, which need not be in every language.
    """

    code: str
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    texts: Mapping[str, str]
    more: Mapping[str, tuple[str, ...]]
    age_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What every language's texts say about a line.

    `exact` are whole lines. `patterns` has a named group for each group of texts with something that varies in them. `buttons`
    may share a line; `button_words` are their first words.
    """

    exact: Mapping[str, frozenset[str]]
    patterns: re.Pattern[str]
    buttons: re.Pattern[str]
    button_words: frozenset[str]
    months: frozenset[str]
    age_words: frozenset[str]

    def groups_of(self, line: str) -> frozenset[str]:
        """The groups that a line belongs to, by its text without digits and case."""
        if len(line) > LONGEST:
            return frozenset()
        key = normalised(line)
        if groups := self.exact.get(key):
            return groups
        if "#" in key and "count" in (groups := self.exact.get(key.strip("# "), NONE)):
            return groups
        if len(line) <= LONGEST_PATTERN and (match := self.patterns.fullmatch(key)) and match.lastgroup:
            return frozenset({match.lastgroup})
        return frozenset({"buttons"}) if self._has_buttons(key) else frozenset()

    def _has_buttons(self, key: str) -> bool:
        """Whether several buttons stand on one line."""
        words = key.split()
        if self.button_words.isdisjoint(words):
            return False
        return sum(word in self.button_words for word in words) > 1 and len(self.buttons.findall(key)) > 1


def normalised(line: str) -> str:
    """A line in lower case, numbers as `#`, apostrophes and spaces as one kind."""
    return " ".join(DIGITS.sub("#", line.replace("’", "'").replace("\u00a0", " ")).split()).strip(" ·•").casefold()


@cache
def languages(folder: Path = FOLDER) -> Mapping[str, Language]:
    """Every language by its code."""
    return MappingProxyType({path.stem: _language(path) for path in sorted(folder.glob("*.yaml"))})


def _language(path: Path) -> Language:
    entry = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - it is the safe one
    more = {group: tuple(texts) for group, texts in entry["more"].items()}
    return Language(
        entry["language"],
        tuple(entry["months"]),
        tuple(entry["months_short"]),
        MappingProxyType(entry["texts"]),
        MappingProxyType(more),
        tuple(entry["age_words"].split()),
    )


@cache
def lexicon(without: frozenset[str] = frozenset()) -> Lexicon:
    """All languages together, without those that are held back."""
    parts = _Parts()
    for language in languages().values():
        if language.code not in without:
            parts.add(language)
    return parts.lexicon()


@dataclass(slots=True)
class _Parts:
    """What a Lexicon is made of, while languages are added."""

    exact: dict[str, set[str]] = field(default_factory=lambda: {line: {group} for line, group in EVERYWHERE.items()})
    patterns: dict[str, list[str]] = field(default_factory=dict)
    buttons: set[str] = field(default_factory=set)
    months: set[str] = field(default_factory=set)
    age_words: set[str] = field(default_factory=set)

    def add(self, language: Language) -> None:
        self.months.update(name.casefold().rstrip(".׳'’") for name in (*language.months, *language.months_short))
        self.age_words.update(word.casefold() for key in AGES for word in WORD.findall(language.texts[key].replace("{n}", " ")))
        self.age_words.update(language.age_words)
        self.buttons.update(normalised(language.texts[key].replace("{n}", "5")) for key in BUTTONS)
        for key, text in language.texts.items():
            for group in _groups_with(key):
                self._add_text(group, key, text)
        for group, texts in language.more.items():
            for text in texts:
                self._add_text(group, "", text)

    def _add_text(self, group: str, key: str, text: str) -> None:
        line = normalised(text.replace("{n}", "5"))
        if any(placeholder in text for placeholder in PLACEHOLDERS):
            self.patterns.setdefault(group, []).append(_pattern(line))
            return
        self.exact.setdefault(line, set()).add(group)
        if key in OPENINGS:
            self.patterns.setdefault(group, []).append(rf"{re.escape(line)}{'[ :]' if len(line) > SHORT else ':'}.{{1,60}}")

    def lexicon(self) -> Lexicon:
        return Lexicon(
            MappingProxyType({key: frozenset(groups) for key, groups in self.exact.items()}),
            re.compile("|".join(f"(?P<{group}>{'|'.join(sorted(patterns))})" for group, patterns in self.patterns.items())),
            re.compile("|".join(sorted(map(re.escape, self.buttons), key=lambda text: (-len(text), text)))),
            frozenset(button.split()[0] for button in self.buttons),
            frozenset(self.months),
            frozenset(self.age_words),
        )


def _groups_with(key: str) -> Iterator[str]:
    return (group for group, keys in GROUPS.items() if key in keys)


def _pattern(line: str) -> str:
    words = re.escape(line)
    for placeholder, pattern in PLACEHOLDERS.items():
        words = words.replace(re.escape(placeholder), pattern)
    return words
