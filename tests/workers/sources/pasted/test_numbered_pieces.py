"""Numbers that run through all headers of an author, some of which have several posts under them."""

from __future__ import annotations

import pytest

from workers.sources.pasted.numbered_pieces import numbered_pieces

SALT = "Salt goes in first, with the flour that was sieved twice."
WATER = "Then water, and only as much as the flour will take at once."
WAIT = "Then nothing for an hour, which is the hardest part of all."
KNEAD = "Knead it, fold it, shape it, and leave it alone once more."


def cut(*texts: str) -> list[list[str]]:
    """The pieces of each text."""
    return [
        [text[piece.start : piece.end] for piece in pieces] for text, pieces in zip(texts, numbered_pieces(texts), strict=True)
    ]


@pytest.mark.parametrize("style", ["{}/ ", "#{} ", "{}. ", "{}) ", "({}/4) "])
def test_two_posts_under_one_header_are_two(style: str) -> None:
    first, second, third, fourth = (style.format(number) + text for number, text in enumerate((SALT, WATER, WAIT, KNEAD), 1))
    assert cut(f"{first}\n{second}", third, fourth) == [[first, second], [], []]
    assert cut(first, f"{second}\n{third}", fourth) == [[], [second, third], []]


def test_lists_under_two_headers_are_no_posts() -> None:
    assert cut("What I pack:\n1. salt\n2. flour", "And what I leave:\n1. rope\n2. tape") == [[], []]


def test_one_line_each_is_one_post_each() -> None:
    assert cut("1. salt", "2. flour", "3. water") == [[], [], []]
    assert cut() == []
