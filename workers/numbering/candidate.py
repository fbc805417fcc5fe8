"""A Candidate: the number that an author wrote at one end of a post. Found by `styles`, believed by `runs`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Which end of its post a marker stands at."""

    LEADING = "leading"
    TRAILING = "trailing"


class Onward(StrEnum):
    """How a line goes on behind a leading marker: like a fraction's, in LOWER case, or as any SENTENCE begins."""

    SHARE = "share"
    LOWER = "lower"
    SENTENCE = "sentence"


class Strength(StrEnum):
    """How much a form means by itself: SURE names a total in brackets, PLAIN is seldom anything else, WEAK may be a list."""

    SURE = "sure"
    PLAIN = "plain"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One marker in a text: `number` of `of`, at `start`…`end` in code points, on line `line` (from 0).

    `of` is None where no total is written; `endless` is True for "(k/n)". `family` names the markers that may stand in one
    sequence. `own_line` is True when nothing else stands on the line. `spoken` markers ("First,", "Step 2:") are words of the
    sentence and stay in it. `onward` is what stands behind it: "1/4 of us" and "1/4 never" may be fractions.
    """

    number: int
    of: int | None
    place: Place
    family: str
    strength: Strength
    start: int
    end: int
    line: int
    endless: bool = False
    own_line: bool = False
    spoken: bool = False
    onward: Onward = Onward.SENTENCE

    @property
    def bare(self) -> bool:
        """Whether it is written as a fraction is: "1/4", without brackets."""
        return self.of is not None and self.strength is Strength.PLAIN
