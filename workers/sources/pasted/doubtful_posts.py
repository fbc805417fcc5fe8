"""Posts whose numbers betray lines that are none of their author's: a number is written in one place, in every post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from domain.numbers import Numbers
from domain.shapes.post import Post
from workers.numbering import number_posts

FEWEST: Final = 2  # posts with numbers that show a habit
WRITTEN: Final = re.compile(r"(?<![\d/])\d{1,3}\s?/\s?(?P<of>\d{1,3})(?![\d/])")


def doubtful_posts(posts: Sequence[Post], conversation: bool) -> Iterator[tuple[int, str]]:
    """The positions of posts that may hold what is not their author's, with the line that says so."""
    numbered = number_posts(posts)
    numbers = Numbers.of([post.marker for post in numbered])
    if len(numbers.numbered) < FEWEST or numbers.total is None:
        return
    extra = set(_extra(numbers)) if conversation else set()
    for index, post in enumerate(numbered):
        if post.marker is None and (line := _line_with_number(post, numbers.total)):
            yield index + 1, line
        elif index in extra:
            yield index + 1, post.text


def _extra(numbers: Numbers) -> Iterator[int]:
    """The posts without a number between two whose numbers follow each other: answers to somebody."""
    for (place, number), (following, other) in pairwise(numbers.numbered):
        if other == number + 1:
            yield from range(place + 1, following)


def _line_with_number(post: Post, total: int) -> str | None:
    """The line of a post without a number that holds one after all: lines of the page behind it hide it."""
    lines = (line.strip() for line in post.text.split("\n"))
    return next((line for line in lines if any(int(match["of"]) == total for match in WRITTEN.finditer(line))), None)
