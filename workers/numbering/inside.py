"""Numbers inside posts: two parts of a thread in one post, in one marker ("3-4/8") or each with its own. Used by unrolling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.shapes.post import Post
from workers.numbering.candidate import Strength
from workers.numbering.lines import lines_of
from workers.numbering.marker_search import leading_candidate

MOST_IN_ONE: Final = 9  # parts that one post can say it holds where no total limits them
SEARCHED: Final = 20_000  # code points of a post in which numbers are searched
RANGE: Final = re.compile(r"(?P<first>\d{1,4})\s?(?:[-–—+&]|and|und)\s?(?P<last>\d{1,4})\s?(?:[/／]|of|von)")  # "3-4/8"


def numbers_inside(posts: Sequence[Post]) -> frozenset[int]:
    """The numbers after a post's own that stand in it, or in unnumbered posts behind it, at the start of a line."""
    inside: set[int] = set()
    numbered = [(index, post.marker) for index, post in enumerate(posts) if post.marker]
    for place, (index, marker) in enumerate(numbered):
        ranged = RANGE.search(marker.text)
        highest = int(ranged["last"]) if ranged else marker.number
        inside.update(range(marker.number + 1, min(highest, marker.of or marker.number + MOST_IN_ONE) + 1))
        stop, following = numbered[place + 1] if place + 1 < len(numbered) else (len(posts), None)
        if following is None or following.number > highest + 1:
            texts = [post.text for post in posts[index:stop]]
            inside.update(_consecutive(highest, marker.of, _item_numbers(texts)))
    return frozenset(inside)


def _consecutive(number: int, of: int | None, items: Iterator[int]) -> Iterator[int]:
    """The numbers that go on from `number` one by one, up to a total."""
    for item in items:
        if item == number + 1 and (of is None or item <= of):
            number = item
            yield number


def _item_numbers(texts: Sequence[str]) -> Iterator[int]:
    """The numbers at the starts of lines, but for those in the forms of lists."""
    for text in texts:
        for index, line in enumerate(lines_of(text[:SEARCHED])):
            marker = leading_candidate(text, line, index)
            if marker and marker.strength is not Strength.WEAK:
                yield marker.number
