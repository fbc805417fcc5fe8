"""In which language a thread is written, as a code of two letters, or that it is too short to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENOUGH = 4000  # code points that are looked at
FEWEST = 40  # letters below which a guess is only a guess; of scripts without letters a third of it
SURE = 0.9
NO_WORDS = re.compile(r"https?://\S+|[@#]\w+")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def identifier() -> LanguageIdentifier:
    """Loaded once, 0.6 s: a process that is forked later should find it there."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(texts: Iterable[str]) -> str | None:
    """ISO 639-1, or None."""
    words = NO_WORDS.sub(" ", _sample(texts))
    letters = sum(letter.isalpha() for letter in words) + 2 * len(IDEOGRAPHS.findall(words))
    if letters < FEWEST:
        return None
    language, probability = identifier().classify(words)
    return str(language) if probability >= SURE else None


def _sample(texts: Iterable[str]) -> str:
    taken: list[str] = []
    length = 0
    for text in texts:
        taken.append(text[: ENOUGH - length])
        length += len(taken[-1])
        if length >= ENOUGH:
            break
    return "\n".join(taken)
