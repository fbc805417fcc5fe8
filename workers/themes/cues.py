"""Finds the cues of a codebook in a text. The patterns are compiled once a codebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.codebooks.cue import cue_anchor, cue_pattern
from domain.shapes.codebook import Codebook
from workers.themes.negation import is_negated


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue of a theme in a text, as a half-open span of code points."""

    family: str
    theme: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CuePattern:
    """One cue of a theme. `anchor` is a lower-case substring of every match, looked for before the pattern is tried."""

    family: str
    theme: str
    anchor: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=64)
def cue_patterns(codebook: Codebook) -> tuple[CuePattern, ...]:
    """Compiles the cues of a codebook, theme by theme."""
    return tuple(
        CuePattern(family.id, theme.id, cue_anchor(cue), re.compile(cue_pattern(cue), re.IGNORECASE))
        for family in codebook.families
        for theme in family.themes
        for cue in theme.cues
    )


def find_cues(text: str, codebook: Codebook) -> list[CueMatch]:
    """Finds the cues that the author does not negate, theme by theme."""
    lowered = text.lower()
    return [
        CueMatch(cue.family, cue.theme, *match.span())
        for cue in cue_patterns(codebook)
        if cue.anchor in lowered
        for match in cue.pattern.finditer(text)
        if not is_negated(text, match.start())
    ]
