"""Where a codebook's cues stand in a text. Compiled once a codebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.codebooks.cue import cue_anchor, cue_pattern
from domain.shapes.theme import Codebook


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue of a theme found in a text, as a half-open span of code points."""

    family: str
    theme: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lookout:
    """One cue of a theme. `anchor` is a stretch that a text must hold, in small letters, for the pattern to be worth trying."""

    family: str
    theme: str
    anchor: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=64)
def lookouts(codebook: Codebook) -> tuple[Lookout, ...]:
    """One for each cue, theme by theme."""
    return tuple(
        Lookout(family.id, theme.id, cue_anchor(cue), re.compile(cue_pattern(cue), re.IGNORECASE))
        for family in codebook.families
        for theme in family.themes
        for cue in theme.cues
    )


def hits(text: str, codebook: Codebook) -> Iterator[Hit]:
    """Every cue in the text, theme by theme."""
    lowered = text.lower()
    for lookout in lookouts(codebook):
        if lookout.anchor in lowered:
            for match in lookout.pattern.finditer(text):
                yield Hit(lookout.family, lookout.theme, *match.span())
