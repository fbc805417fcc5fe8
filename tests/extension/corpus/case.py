"""A page of the corpus, and what pages of every site are made of."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from tests.extension.corpus.words import LANGUAGES, words

Post = dict[str, Any]
Rows = list[dict[str, Any]]
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
SAYINGS = {
    "en": "Teams that own a product learn faster than teams that own a backlog",
    "de": "Wer die Nutzer früh fragt, braucht später weniger Überraschungen",
    "fr": "Une équipe qui mesure ses résultats apprend à renoncer plus tôt",
    "es": "Un equipo que escucha pequeño y pronto evita grandes errores después",
    "pt": "Não há atalho: quem entrega cedo aprende com gente de verdade",
    "it": "Chi decide insieme perde un'ora e guadagna poi molte settimane",
    "nl": "Wie klein begint, ziet eerder of de richting überhaupt klopt",
    "pl": "Zespół, który rozmawia z ludźmi, rzadziej buduje coś zbędnego",
    "ja": "小さく始めて、すぐに人に見せるチームは早く学びます",
    "ar": "الفريق الذي يسأل الناس مبكرا يتعلم أسرع من غيره بكثير",
}


@dataclass
class Case:
    """One page. `truth` has the author's posts as written; `complete` whether the page lets it be known that these are all.

    `shows` is what the page shows beside its site, language and title.
    """

    name: str
    site: str
    url: str
    shows: dict[str, Any]
    truth: list[Post]
    complete: bool | None = None
    reachable: int | None = None
    sends_page: bool = False  # the page itself is sent
    language: str = "en"
    title: str = "A post"
    secrets: list[str] = field(default_factory=list)

    @property
    def page(self) -> dict[str, Any]:
        """What the look-alike draws."""
        return {**self.shows, "site": self.site, "language": self.language, "words": words(self.language), "title": self.title}


def sayings(chance: random.Random, language: str, number: int) -> str:
    """A text of its own for each number, now and then with a paragraph, a link, an emoji, a mention, a hashtag."""
    text = f"{SAYINGS[language]} – {''.join(chance.choices('abcdefghijklmnop', k=6))}{number}."
    if number % 3 == 0:
        text += f" https://example.org/a/rather/long/address/{number}/that-is-shortened?and=more"
    if number % 4 == 1:
        text += " 🎉 @carol #teams"
    if number % 5 == 2:
        text += "\n\nA second paragraph & <more> “words”."
    return text


def tid(number: int) -> str:
    """A record key of Bluesky for that many minutes after November 2026 began."""
    value = (1793520000 + number * 60) * 1_000_000 << 10
    letters = ""
    for _ in range(13):
        letters = SORTABLE[value & 31] + letters
        value >>= 5
    return letters


def media_of(number: int, url: str, gif: str, film: str) -> dict[str, Any]:
    """What some posts have beside words."""
    kinds: dict[int, list[dict[str, Any]]] = {
        2: [
            {"kind": "image", "url": url.format(number), "alt": f"A drawing of thing {number}"},
            {"kind": "image", "url": url.format(f"{number}b"), "alt": None},
        ],
        4: [
            {
                "kind": "gif",
                "url": gif.format(number),
                "alt": f"A cat that waves {number}",
                "poster_url": "https://example.org/poster.png",
            }
        ],
        6: [
            {
                "kind": "video",
                "url": film.format(number) if film else None,
                "alt": f"A talk about {number}",
                "poster_url": "https://example.org/poster.png",
            }
        ],
        7: [
            {
                "kind": "card",
                "url": f"https://example.org/page{number}",
                "alt": f"A page about {number}",
                "description": "What it says",
            }
        ],
    }
    return {"media": kinds[number]} if number in kinds else {}


class Maker:
    """What the cases of all sites draw from: one source of chance, the languages in turn, numbers."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.languages = cycle(LANGUAGES)
        self.numbers = count(1)

    def start(self) -> tuple[int, str]:
        """The number and the language of the next case."""
        return next(self.numbers), next(self.languages)


Behaviour = Callable[[Case, Rows, Rows], None]
"""What a page does: changes a case, its author's posts and the others' answers."""
