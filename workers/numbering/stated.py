"""Numbers that might be a list's, in a text of which its page says how many posts it has. Called by `selection`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from workers.numbering.candidate import Candidate, Place

UNNUMBERED = 2  # posts without a number that a thread may have, an opening and a closing


def stated_row(candidates: Iterable[Candidate], posts: int) -> tuple[Candidate, ...]:
    """The numbers from 1 on that begin the text and are as many as its page states; empty where there are none.

    Up to UNNUMBERED posts may lack one.
    """
    families: dict[str, list[Candidate]] = defaultdict(list)
    for marker in candidates:
        row = families[marker.family]
        if marker.place is Place.LEADING and marker.number == len(row) + 1:
            row.append(marker)
    longest: list[Candidate] = []
    for row in families.values():
        opening = bool(row) and row[0].line == 1
        fits = bool(row) and row[0].line <= 1 and 1 < len(row) <= posts - opening and posts <= len(row) + UNNUMBERED
        longest = row if fits and len(row) > len(longest) else longest
    return tuple(longest)
