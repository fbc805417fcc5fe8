"""How far two coders agree about one theme: the four counts, percent agreement, and Cohen's kappa.

Kappa is computed from whole numbers: with n points, a + d agreements and e = (a+b)(a+c) + (c+d)(b+d), it is
(n(a+d) - e) / (n² - e) (J. Cohen, A coefficient of agreement for nominal scales, 1960).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FEW_POINTS: Final = 30
"""Below this many points kappa varies too much from sample to sample to say much."""
RARE: Final = 5
"""Below this many points with the theme, a single one changes kappa much."""


class Undefined(StrEnum):
    """Why there is no kappa."""

    NO_POINTS = "no_points"
    NEVER = "never"
    ALWAYS = "always"


class Caution(StrEnum):
    """Why a kappa is to be read with care."""

    FEW_POINTS = "few_points"
    RARE = "rare"
    ONE_CODER = "one_coder"


class Level(StrEnum):
    """Words for kappa by Landis and Koch, 1977."""

    POOR = "poor"
    SLIGHT = "slight"
    FAIR = "fair"
    MODERATE = "moderate"
    SUBSTANTIAL = "substantial"
    ALMOST_PERFECT = "almost_perfect"


BOUNDS: Final = ((0.0, Level.SLIGHT), (0.2, Level.FAIR), (0.4, Level.MODERATE), (0.6, Level.SUBSTANTIAL))
"""Each level holds up to and including the next bound, the last one up to 0.8."""
ALMOST_PERFECT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Agreement:
    """On how many points both coders, only one of them, or neither gave the theme."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @classmethod
    def count(cls, pairs: Iterable[tuple[bool, bool]]) -> Agreement:
        """Counts what the first and the second coder said about each point."""
        counts = {(first, second): 0 for first in (True, False) for second in (True, False)}
        for pair in pairs:
            counts[pair] += 1
        return cls(counts[True, True], counts[True, False], counts[False, True], counts[False, False])

    @property
    def points(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def percent(self) -> float | None:
        """The share of points on which they agree, 0…100; None without points."""
        return 100 * (self.both + self.neither) / self.points if self.points else None

    @property
    def kappa(self) -> float | None:
        """-1…1; None where chance alone explains everything."""
        n, expected = self.points, self._expected
        if n * n == expected:
            return None
        return (n * (self.both + self.neither) - expected) / (n * n - expected)

    @property
    def undefined(self) -> Undefined | None:
        """Why there is no kappa: it is about how answers vary, and these do not."""
        if self.points == 0:
            return Undefined.NO_POINTS
        if self.kappa is not None:
            return None
        return Undefined.NEVER if self.neither else Undefined.ALWAYS

    @property
    def caution(self) -> Caution | None:
        if self.kappa is None:
            return None
        first, second = self.both + self.only_first, self.both + self.only_second
        if {first, second} & {0, self.points}:
            return Caution.ONE_CODER
        if self.points < FEW_POINTS:
            return Caution.FEW_POINTS
        with_theme = self.points - self.neither
        return Caution.RARE if with_theme < RARE or self.points - self.both < RARE else None

    @property
    def level(self) -> Level | None:
        kappa = self.kappa
        if kappa is None:
            return None
        if kappa < 0:
            return Level.POOR
        if kappa > ALMOST_PERFECT:
            return Level.ALMOST_PERFECT
        return next(level for bound, level in reversed(BOUNDS) if kappa > bound or bound == 0)

    @property
    def _expected(self) -> int:
        """The agreements by chance, times the number of points."""
        first, second = self.both + self.only_first, self.both + self.only_second
        return first * second + (self.points - first) * (self.points - second)
