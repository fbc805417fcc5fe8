"""The palette of eight: each family's colours, mark and line. Stylesheets repeat them; a test compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Pair:
    """A family's look: ink on light and on dark paper, the character of its mark, the line under its evidence.

    Beads of a strip tell families apart in grey too: `round` or square, with `bands` of paper across them.
    """

    light: str
    dark: str
    mark: str
    line: str
    round: bool
    bands: int


PALETTE: tuple[Pair, ...] = (
    Pair("#a8481c", "#e08a5b", "■", "solid", False, 0),
    Pair("#0f6b64", "#4fb3a9", "●", "dotted", True, 0),
    Pair("#3f4f9e", "#97a5ea", "▲", "dashed", False, 1),
    Pair("#7b3573", "#cf8fc5", "◆", "double", True, 1),
    Pair("#5a6116", "#b1b85c", "▼", "solid", False, 2),
    Pair("#1a6190", "#6ab0de", "✚", "dotted", True, 2),
    Pair("#9f2747", "#ea8397", "★", "dashed", False, 3),
    Pair("#67543f", "#bda88d", "⬢", "double", True, 3),
)


def pair(palette: int) -> Pair:
    """The look of palette number 1…8."""
    return PALETTE[palette - 1]


def palettes(codebook: Codebook) -> dict[str, int]:
    """The palette number of each family, by its id."""
    return {family.id: family.palette for family in codebook.families}


def in_order(families: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """The family ids once each, in the codebook's order, without unknown ones."""
    return tuple(family.id for family in codebook.families if family.id in families)
