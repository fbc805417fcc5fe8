"""Finds a row of numbers that do not rise: every number is there once, in another order. Used where rising rows are shorter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate, Continuation, Strength

MIN_LENGTH = 3
MIN_MIXED = 4  # of numbers without brackets in no order at all, which may be ratings or dates


def unordered_row(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The longest row that is complete though its numbers do not rise, in the order of the text; empty where there is none."""
    rows: dict[tuple[str, int | None], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.strength is not Strength.WEAK:
            rows[candidate.family, candidate.of].append(candidate)
    complete = (tuple(row) for (_, of), row in rows.items() if _is_complete(row, of) and _is_no_chance(row))
    return max(complete, key=len, default=())


def _is_complete(row: Sequence[Candidate], of: int | None) -> bool:
    """Whether every number from the first to the last, and to the total, stands there once, but not in rising order."""
    numbers = sorted(candidate.number for candidate in row)
    rising = all(one.number < other.number for one, other in pairwise(row))
    return not rising and numbers == list(range(min(1, numbers[0]), (of or numbers[-1]) + 1))


def _is_no_chance(row: Sequence[Candidate]) -> bool:
    falling = all(one.number > other.number for one, other in pairwise(row))
    sure = all(candidate.strength is Strength.SURE for candidate in row)
    shares = sum(candidate.continuation is Continuation.SHARE for candidate in row)
    return len(row) >= (MIN_LENGTH if falling or sure else MIN_MIXED) and shares * 2 <= len(row)
