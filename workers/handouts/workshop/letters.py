"""Letters for themes: participants write a letter into a box instead of ticking one of fourteen themes."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family, Theme
from presentation.evidence import letter_names

LONGEST_DEFINITION = 110


@dataclass(frozen=True, slots=True)
class LetteredTheme:
    """A theme with its letter; `brief` is its definition at most LONGEST_DEFINITION characters long."""

    letter: str
    theme: Theme

    @property
    def brief(self) -> str:
        return brief_definition(self.theme.definition)


@dataclass(frozen=True, slots=True)
class LetteredFamily:
    family: Family
    themes: tuple[LetteredTheme, ...]


def letter_families(codebook: Codebook) -> tuple[LetteredFamily, ...]:
    """The families with a letter for each theme, in the codebook's order."""
    letters = letter_names()
    return tuple(
        LetteredFamily(family, tuple(LetteredTheme(next(letters), theme) for theme in family.themes))
        for family in codebook.families
    )


def brief_definition(definition: str) -> str:
    """A definition cut at the end of a clause, or of a word, so that it fits a line or two."""
    text = " ".join(definition.split())
    if len(text) <= LONGEST_DEFINITION:
        return text.rstrip(".")
    for sign in (". ", "; ", ", "):
        head = text[:LONGEST_DEFINITION].rpartition(sign)[0]
        if len(head) > LONGEST_DEFINITION // 2:
            return head
    return text[: LONGEST_DEFINITION - 1].rpartition(" ")[0] + "…"
