"""Generates plain numbered threads in random styles, seeded, with the points that they consist of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from workers.sources.pasted.labelling.training.words import Prose

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "ja", "zh", "ko", "ar")
WORDS: Final = {
    "en": ("Part", "Tweet", "Post", "No."),
    "de": ("Teil", "Beitrag", "Nr."),
    "fr": ("Partie",),
    "es": ("Parte",),
    "it": ("Parte",),
    "pt": ("Parte",),
    "nl": ("Deel",),
    "pl": ("Część",),
    "tr": ("Bölüm",),
    "ru": ("Часть", "Пост"),
    "ja": ("第",),
    "zh": ("第",),
    "ko": ("제",),
    "ar": ("جزء",),
}
OF: Final = {"en": " of ", "de": " von ", "fr": " sur ", "es": " de ", "it": " di ", "pt": " de ", "nl": " van ", "ru": " из "}
BRACKETS: Final = (
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("<", ">"),
    ("«", "»"),
    ("【", "】"),
    ("（", "）"),
    ("- ", " -"),
    ("— ", " —"),
)
AFTER: Final = ("/", ".", ")", ":", " -", " –", " —", " |", ">", " ~", "-", ".)", "./", " »", "…")
SEPARATE: Final = ("/", "/", "/", "/", " / ", "|", "∕", "of")
ROMANS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")


@dataclass(frozen=True)
class Thread:
    """A pasted text, the points in it as (number, text), and how its numbers are written."""

    text: str
    points: tuple[tuple[int | None, str], ...]
    style: str


@dataclass(frozen=True)
class Style:
    """How one author numbers: what stands round number and total, and where the marker stands."""

    before: str
    after: str
    total: str | None
    figure: str
    place: str

    def marker(self, number: int, of: int) -> str:
        return f"{self.before}{self._figure(number)}{'' if self.total is None else self.total + self._figure(of)}{self.after}"

    def _figure(self, number: int) -> str:
        if self.figure == "roman":
            return ROMANS[number - 1]
        if self.figure == "keycap":
            return "🔟" if number == 10 else "".join(f"{digit}\ufe0f\u20e3" for digit in str(number))
        if self.figure == "circle":
            return chr(ord("①") + number - 1)
        return f"{number:02}" if self.figure == "zeros" else str(number)


def generated_threads(count: int, seed: int) -> Iterator[Thread]:
    """`count` threads; the same seed gives the same ones."""
    chance = Random(seed)
    for _ in range(count):
        yield _thread(Random(chance.random()))


def _thread(chance: Random) -> Thread:
    language = chance.choice(LANGUAGES)
    prose = Prose(chance, language)
    count = chance.choice((3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14))
    style = _style(chance, language)
    between = chance.choice((1, 1, 1, 1, 2, 3, 0 if style.total else 1))
    inner = chance.choice((0, 0, 1)) if style.place != "own line below" else 0
    posts = [_post(chance, prose, inner, between) for _ in range(count)]
    written = [_marked(chance, style, post, index + 1, count) for index, post in enumerate(posts)]
    points: list[tuple[int | None, str]] = [(index + 1, post) for index, post in enumerate(posts)]
    if between and chance.random() < 0.15 and style.place.startswith(("start", "own line above")):
        opening = _sentence(prose)
        written.insert(0, opening)
        points.insert(0, (None, opening))
    if between and chance.random() < 0.15 and not any("\n\n" in post for post in posts):
        closing = _sentence(prose)
        written.append(closing)
        points.append((None, closing))
    return Thread(("\n" * (between + 1)).join(written), tuple(points), repr(style))


def _style(chance: Random, language: str) -> Style:
    place = chance.choice(("start", "start", "start", "end", "end", "own line above", "own line below"))
    figure = chance.choice(("digits",) * 12 + ("roman", "zeros"))
    total = chance.choice(SEPARATE) if chance.random() < 0.5 else None
    total = OF.get(language, " of ") if total == "of" else total
    word = chance.choice(WORDS[language]) if chance.random() < (0.45 if place.startswith("own") else 0.15) else ""
    word = word and (word if word in ("第", "제") else f"{word} ")
    before, after = chance.choice(BRACKETS)
    if chance.random() < 0.55 and place == "start":
        before, after = "", chance.choice(AFTER)
    elif chance.random() < 0.4 and total and place != "start":
        before, after = "", ""
    if place == "end" and total is None and before == "(":
        before, after = "[", "]"
    if word and before:
        before, after = "", ":" if place == "start" else ""
    if place == "start" and chance.random() < 0.1 and not word:
        before, after, total, figure = "", "", None, chance.choice(("keycap", "circle"))
    return Style(word + before, after, total, figure, place)


def _marked(chance: Random, style: Style, post: str, number: int, count: int) -> str:
    marker = style.marker(number, count)
    if style.place == "start":
        return f"{marker} {post}"
    if style.place == "end":
        return f"{post} {marker}"
    return f"{marker}\n{post}" if style.place == "own line above" else f"{post}\n{marker}"


def _post(chance: Random, prose: Prose, inner: int, between: int) -> str:
    lines = prose.post()
    if between == 0:
        return _sentence(prose)
    words = [text for text, _ in lines if not text[0].isdecimal()] or [_sentence(prose)]
    return ("\n" * (1 + inner)).join(words)


def _sentence(prose: Prose) -> str:
    return prose.words(9).capitalize() + "."
