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


# What threads are written in; the model knows 140, at the price of 17 MB and of guessing Latin in every second joke.
KNOWN = frozenset(
    """
    ar bg bn ca cs da de el en es et fa fi fr gu he hi hr hu id is it ja ka kn ko lt lv mk ml mr ms nl no pa pl pt ro ru sk sl
    sq sr sv sw ta te th tl tr uk ur vi zh
    """.split()  # noqa: SIM905 - a list of fifty words reads better as words
)


class LanguageIdentifier(Protocol):
    """The part of py3langid's identifier that is used here."""

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language and its probability, 0…1."""
        ...


@cache
def identifier() -> LanguageIdentifier:
    """Loaded once, 0.6 s: a process that is forked later should find it there."""
    from py3langid import langid  # type: ignore[import-untyped]

    whole = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    kept = [place for place, language in enumerate(whole.nb_classes) if language in KNOWN]
    classes = [whole.nb_classes[place] for place in kept]
    machine = {"tk_nextmove": whole.tk_nextmove, "tk_output": whole.tk_output, "tk_row": whole.tk_row}
    chances = {"nb_ptc": whole.nb_ptc[:, kept], "nb_pc": whole.nb_pc[kept], "nb_classes": classes}
    known: LanguageIdentifier = langid.LanguageIdentifier(**chances, **machine, norm_probs=True)
    return known


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
