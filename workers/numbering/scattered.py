"""A row whose numbers do not rise: every number is there once, in another order. Asked where rows that rise find less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workers.numbering.candidate import Candidate, Onward, Strength

FEWEST = 3
FEWEST_MIXED = 4  # of numbers without brackets in no order at all, which ratings and dates may be, too


def scattered(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The longest row that is whole though its numbers do not rise, in the order of the text; empty where there is none."""
    rows: dict[tuple[str, int | None], list[Candidate]] = defaultdict(list)
    for marker in found:
        if marker.strength is not Strength.WEAK:
            rows[marker.family, marker.of].append(marker)
    whole = (tuple(row) for (_, of), row in rows.items() if _whole(row, of) and _unlikely_chance(row))
    return max(whole, key=len, default=())


def _whole(row: Sequence[Candidate], of: int | None) -> bool:
    """Whether every number from the first to the last, and to the total, stands there once."""
    numbers = sorted(marker.number for marker in row)
    rising = all(one.number < other.number for one, other in pairwise(row))
    return not rising and numbers == list(range(min(1, numbers[0]), (of or numbers[-1]) + 1))


def _unlikely_chance(row: Sequence[Candidate]) -> bool:
    falling = all(one.number > other.number for one, other in pairwise(row))
    sure = all(marker.strength is Strength.SURE for marker in row)
    shares = sum(marker.onward is Onward.SHARE for marker in row)
    return len(row) >= (FEWEST if falling or sure else FEWEST_MIXED) and shares * 2 <= len(row)
