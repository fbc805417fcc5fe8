"""Invented prose, names and handles for generated pages: no word of it means anything, in any of ten scripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import yaml

from domain.yaml_loader import Loader

SYLLABLES_FILE: Final = Path(__file__).parent / "syllables.yaml"
SYLLABLES: Final[Mapping[str, tuple[str, ...]]] = {
    script: tuple(syllables.split())
    for script, syllables in yaml.load(SYLLABLES_FILE.read_text(encoding="utf-8"), Loader=Loader).items()  # noqa: S506 - the safe one
}
SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ja": ("kana",),
    "zh": ("han",),
    "ko": ("hangul",),
    "ar": ("arabic",),
    "ru": ("cyrillic",),
    "uk": ("cyrillic",),
    "el": ("greek",),
    "he": ("hebrew",),
    "hi": ("devanagari",),
    "en": ("latin",),
    "id": ("latin",),
    "nl": ("latin",),
}
CASELESS: Final = ("han", "kana", "hangul", "arabic", "hebrew", "devanagari")
ENDS: Final = {"han": "。", "kana": "。", "devanagari": "।"}
ODD_ENDS: Final = ("?", "!", "…", ":", "", "", ")", '"')
EMOJI: Final = "🧵👇🔥✨🚀🙏💡📌⚡️🌊🎯🤔😅👉"
CODE: Final = (
    "{a} = {b}({n})",
    "def {a}({b}):",
    "    return {a}",
    "npm install {a}",
    "{a}.{b}({n});",
    "SELECT {a} FROM {b};",
    "$ {a} --{b}",
    "if {a} > {n}:",
    "}}",
)
INTERJECTIONS: Final = (
    "lol",
    "ok",
    "+1",
    "42",
    "2019",
    "yes!",
    "No.",
    "???",
    "👏👏👏",
    "10x",
    "this 👆",
    "…",
    "50%",
    "Q1",
    "PS:",
    "/end",
    "fin",
    "FIN",
    "🧵",
    "⬇️",
    "1984.",
)
HOSTS: Final = ("bsky.social", "example.org", "example.fr", "social", "bsky.social", "dev")
SUFFIXES: Final = ("", "", "", "_", "1", "_x", "99", "_hq", "2024", "__")
OPENERS: Final = "“\"('¿¡—"


class Prose:
    """Words in one script, from a seeded source of chance. One author's manner holds for all that is asked of it.

    `held_out` chooses between two halves of the syllables, so that training never sees a word of a held-out page.
    """

    def __init__(self, chance: Random, language: str, held_out: bool = False) -> None:
        self.chance = chance
        self.script = chance.choice(SCRIPTS.get(language, ("latin", "accented")))
        self.tight = self.script in ("han", "kana")
        self.syllables = SYLLABLES[self.script][held_out::2]
        self.ascii_syllables = SYLLABLES["latin"][held_out::2]
        self.lower = self.script not in CASELESS and chance.random() < 0.1
        self.without_stops = chance.random() < 0.12
        self.brief = chance.random() < 0.15

    def word(self) -> str:
        return "".join(self.chance.choices(self.syllables, k=self.chance.choice((1, 1, 2, 2, 2, 3, 3, 4))))

    def words(self, count: int) -> str:
        return ("" if self.tight else " ").join(self.word() for _ in range(count))

    def label(self, most: int = 2) -> str:
        """Words as a page's button or heading has them."""
        return self.words(self.chance.randint(1, most)).capitalize()

    def sentence(self) -> str:
        """A sentence; one in six ends with something other than a full stop."""
        words = self.words(self.chance.choice((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18)))
        if not self.tight and self.chance.random() < 0.25:
            words = words.replace(" ", self.chance.choice((", ", ", ", " – ", ": ", " & ")), 1)
        if self.chance.random() < 0.1:
            words += f" {self._number()} {self.words(2)}"
        end = "" if self.without_stops else self.chance.choice((ENDS.get(self.script, "."),) * 12 + ODD_ENDS)
        return self._cased(words) + end

    def _number(self) -> str:
        value = self.chance.randint(2, 2030)
        return self.chance.choice((f"{value}", f"{value}%", f"${value:,}", f"{value / 10}", f"{value}k", f"{value % 24}:30"))

    def _cased(self, words: str) -> str:
        if self.lower or self.chance.random() < 0.06:
            return words
        return words[:1].upper() + words[1:]

    def line(self) -> str:
        """One line of a post."""
        count = 1 if self.brief else self.chance.choice((1, 1, 1, 2, 2, 3, 4))
        text = ("" if self.tight else " ").join(self.sentence() for _ in range(count))
        roll = self.chance.random()
        if roll < 0.06:
            return f"{text} {self.address()}"
        if roll < 0.12:
            return f"{text} {self.chance.choice(EMOJI)}"
        if roll < 0.15:
            return f"@{self.word_ascii()} {text}"
        if roll < 0.17:
            return f"{self.chance.choice(EMOJI)} {text}"
        if roll < 0.19:
            return f"{self.chance.choice(OPENERS)}{text}"
        return f"{text} @{self.word_ascii()}" if roll < 0.2 else text

    def address(self) -> str:
        """An address as sites print it: whole, or without its scheme and cut."""
        path = f"{self.word_ascii()}.example/{self.word_ascii()}"
        return self.chance.choice(
            (f"https://{path}", f"https://{path}", path, f"{path}…", f"https://t.example/{self.chance.randint(10**6, 10**8):x}")
        )

    def post(self) -> list[tuple[str, int]]:
        """The lines of a post, each with the blank lines above it."""
        forms = (
            self._one_line,
            self._paragraphs,
            self._list,
            self._few_words,
            self._short_lines,
            self._code,
            self._interjection,
        )
        lines = self.chance.choices(forms, (50, 22, 8, 8, 8, 2, 2))[0]()
        if self.chance.random() < 0.12:
            tags = " ".join(f"#{self.word().strip()}" for _ in range(self.chance.randint(1, 4)))
            lines.append((tags, self.chance.choice((0, 1))))
        if self.chance.random() < 0.05:
            lines.append((self.address(), self.chance.choice((0, 1))))
        return [(text.strip(), above) for text, above in lines if text.strip()]

    def _one_line(self) -> list[tuple[str, int]]:
        return [(self.line(), 0)]

    def _paragraphs(self) -> list[tuple[str, int]]:
        return [(self.line(), index and self.chance.choice((0, 1, 1))) for index in range(self.chance.randint(2, 4))]

    def _list(self) -> list[tuple[str, int]]:
        sign = self.chance.choice(("- ", "• ", "→ ", "* ", "1. ", "1) ", "✅ ", "– "))
        above = self.chance.choice((0, 0, 0, 1))
        items = [
            (sign.replace("1", str(index + 1)) + self.words(self.chance.randint(1, 7)), above)
            for index in range(self.chance.randint(2, 6))
        ]
        return [(self.sentence(), 0), *items, *([(self.sentence(), 1)] if self.chance.random() < 0.2 else [])]

    def _few_words(self) -> list[tuple[str, int]]:
        return [(self._cased(self.words(self.chance.randint(1, 4))) + self.chance.choice(("", ".", "!", "?")), 0)]

    def _short_lines(self) -> list[tuple[str, int]]:
        return [
            (self._cased(self.words(self.chance.randint(1, 5))), index and self.chance.choice((0, 0, 1)))
            for index in range(self.chance.randint(1, 5))
        ]

    def _code(self) -> list[tuple[str, int]]:
        lines = [
            (self.chance.choice(CODE).format(a=self.word_ascii(), b=self.word_ascii(), n=self.chance.randint(0, 99)), 0)
            for _ in range(self.chance.randint(1, 4))
        ]
        return [(self.sentence(), 0), *lines]

    def _interjection(self) -> list[tuple[str, int]]:
        return [(self.chance.choice(INTERJECTIONS), 0)]

    def name(self) -> str:
        """A display name, at times with a sign, a title or a firm, or in lower case."""
        parts = [self.word() for _ in range(self.chance.choice((1, 2, 2, 2, 2, 3)))]
        name = ("" if self.tight else " ").join(part[:1].upper() + part[1:] for part in parts)
        forms = (
            "{n} {e}",
            "{e} {n}",
            "{n}, PhD",
            "Dr. {n}",
            "{n} | {w}",
            "{n} ({w})",
            "{n} - {w}",
            "{l}",
            "{n} @ {w}",
            "The {n}",
            '{n} "{w}" {w}',
            "{n}.",
        )
        if self.chance.random() > 0.2:
            return name
        return self.chance.choice(forms).format(n=name, l=name.lower(), w=self.word().capitalize(), e=self.chance.choice(EMOJI))

    def word_ascii(self) -> str:
        return "".join(self.chance.choices(self.ascii_syllables, k=self.chance.randint(2, 4)))

    def handle(self, host: bool = False, name: str = "") -> str:
        """A handle in ASCII, at times made of `name`; with a host as Bluesky's have."""
        letters = "".join(character for character in name.casefold() if character.isascii() and character.isalpha())[:15]
        if len(letters) > 3 and self.chance.random() < 0.6:
            return f"{letters}.{self.chance.choice(HOSTS)}" if host else f"{letters}{self.chance.choice(SUFFIXES)}"
        if host:
            return f"{self.word_ascii()}.{self.chance.choice(HOSTS)}"
        second = f"{self.chance.choice(('_', '', '.'))}{self.word_ascii()}" if self.chance.random() < 0.4 else ""
        return f"{self.word_ascii()}{second}{self.chance.choice(SUFFIXES)}"
