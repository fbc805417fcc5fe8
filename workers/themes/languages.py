"""Which texts Threadsheet's own tagger can judge: it was made for English."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

LANGUAGE: Final = "en"
SAMPLE: Final = 4000  # letters of a thread whose script is looked at
MAX_OTHER_SCRIPTS: Final = 0.5  # the share of letters of other scripts; more of them are no English text


def can_judge(language: str | None, texts: Iterable[str]) -> bool:
    """Whether the tagger was made for this language. Texts of unknown language are judged when they are in Latin script."""
    if language is not None:
        return language == LANGUAGE
    letters = [letter for text in texts for letter in text[:SAMPLE] if letter.isalpha()][:SAMPLE]
    other = sum(not letter.isascii() and not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return other <= MAX_OTHER_SCRIPTS * len(letters)
