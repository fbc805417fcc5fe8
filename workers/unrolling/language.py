"""In which language a thread is written, as a code of two letters, or that it is too short to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol

ENOUGH = 4000  # code points that are looked at
FEWEST = 40  # letters below which a guess is only a guess; of scripts without letters a third of it
SURE = 0.9
NO_WORDS = re.compile(r"https?://\S+|[@#]\w+")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class LanguageIdentifier(Protocol):
    """The part of py3langid's identifier that is used here."""

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language and its probability, 0…1."""
        ...


@cache
def identifier() -> LanguageIdentifier:
    """Loaded once, 0.6 s: a process that is forked later should find it there."""
    from py3langid import langid  # type: ignore[import-untyped]

    loaded: LanguageIdentifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    return loaded


def language_of(texts: Iterable[str]) -> str | None:
    """ISO 639-1, or None."""
    words = NO_WORDS.sub(" ", _sample(texts))
    letters = sum(letter.isalpha() for letter in words) + 2 * len(IDEOGRAPHS.findall(words))
    if letters < FEWEST:
        return None
    language, probability = identifier().classify(words)
    return language if probability >= SURE else None


def _sample(texts: Iterable[str]) -> str:
    taken: list[str] = []
    length = 0
    for text in texts:
        taken.append(text[: ENOUGH - length])
        length += len(taken[-1])
        if length >= ENOUGH:
            break
    return "\n".join(taken)
