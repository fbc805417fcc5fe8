"""A Candidate: what looks like an author's number at one end of a post. Found by `marker_search`, chosen by `selection`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """The end of its post at which a marker stands."""

    LEADING = "leading"
    TRAILING = "trailing"


class Continuation(StrEnum):
    """How the line continues after a leading marker: SHARE as after a fraction, LOWER in lower case, SENTENCE otherwise."""

    SHARE = "share"
    LOWER = "lower"
    SENTENCE = "sentence"


class Strength(StrEnum):
    """How sure a form is by itself: SURE names a total in brackets, PLAIN is seldom anything else, WEAK may be a list."""

    SURE = "sure"
    PLAIN = "plain"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible marker in a text: `number` of `of`, at `start`…`end` in code points, on line `line` (from 0).

    `of` is None where no total is written; `endless` is True for "(k/n)". `family` names the forms that may stand in one
    sequence. `own_line` is True when nothing else stands on the line. `spoken` markers ("First,", "Step 2:") are words of the
    sentence and stay in it. `continuation` is what follows on the line: "1/4 of us" and "1/4 never" may be fractions.
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
    continuation: Continuation = Continuation.SENTENCE

    @property
    def bare(self) -> bool:
        """Whether it is written as a fraction is: "1/4", without brackets."""
        return self.of is not None and self.strength is Strength.PLAIN
