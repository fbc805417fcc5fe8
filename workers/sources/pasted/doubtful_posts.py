"""Posts whose numbers betray lines that are none of their author's: a number is written in one place, in every post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from domain.numbers import Numbers
from domain.shapes.post import Post
from domain.shapes.reading import Reading
from workers.numbering import number_posts
from workers.numbering.closing import is_attached

FEWEST: Final = 2  # posts with numbers that show a habit
LONGEST_NAME: Final = 4  # words
MOST_CLOSING_OF_PAGE: Final = 1  # the same on a page that shows other people's posts
MOST_CLOSING: Final = 3  # posts that an author writes behind the last number
WRITTEN: Final = re.compile(r"(?<![\d/])\d{1,3}\s?/\s?(?P<of>\d{1,3})(?![\d/])")


def doubtful_posts(reading: Reading, conversation: bool) -> Iterator[tuple[int, str]]:
    """The positions of posts that may hold what is not their author's, with the line that says so."""
    numbered = number_posts(reading.posts)
    numbers = Numbers.of([post.marker for post in numbered])
    if len(numbers.numbered) < FEWEST or numbers.total is None:
        return
    extra = set(_extra(numbers)) if conversation else set()
    most = 0 if reading.declared == numbers.total else MOST_CLOSING_OF_PAGE if conversation else MOST_CLOSING
    extra |= set(_behind_last(numbers, most))
    if _is_speaker(numbered[0]):
        extra.add(0)
    for index, post in enumerate(numbered):
        if post.marker is None and (line := _line_with_number(post, numbers.total)):
            yield index + 1, line
        elif index in extra:
            yield index + 1, post.text
        elif conversation and (line := _line_behind_number(post)):
            yield index + 1, line


def _extra(numbers: Numbers) -> Iterator[int]:
    """The posts without a number between two whose numbers follow each other: answers to somebody."""
    for (place, number), (following, other) in pairwise(numbers.numbered):
        if other == number + 1:
            yield from range(place + 1, following)


def _is_speaker(post: Post) -> bool:
    """Whether a first post is a name and a colon, as above what somebody says in a chat."""
    words = post.text.split()
    named = all(word[0].isupper() or not word[0].isalpha() for word in words)
    return post.marker is None and len(words) <= LONGEST_NAME and post.text.endswith((":", "：")) and named


def _behind_last(numbers: Numbers, most: int) -> Iterator[int]:
    """The posts behind the last number, where they are more than an author's closing words would be."""
    last, number = numbers.numbered[-1]
    if number == numbers.total and len(numbers.markers) - last - 1 > most:
        yield from range(last + 1, len(numbers.markers))


def _line_behind_number(post: Post) -> str | None:
    """What stands below the line that ends with a post's number: a site's part, but for hashtags and addresses."""
    marker = post.marker
    if marker is None or not marker.text or not marker.start > 0:
        return None
    below = post.full_text[marker.start + len(marker.text) :].split("\n")
    return next((line.strip() for line in below if line.strip() and not is_attached(line.strip())), None)


def _line_with_number(post: Post, total: int) -> str | None:
    """The line of a post without a number that holds one after all: lines of the page behind it hide it."""
    lines = (line.strip() for line in post.text.split("\n"))
    return next((line for line in lines if any(int(match["of"]) == total for match in WRITTEN.finditer(line))), None)
