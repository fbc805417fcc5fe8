"""Two numbers in one post, and lists that go on from post to post."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.numbers import Numbers
from domain.shapes.post import Post
from workers.numbering import number_posts, numbers_inside


def numbered(texts: Sequence[str]) -> tuple[list[int | None], tuple[int, ...]]:
    """The number of each post, and the missing numbers."""
    posts = number_posts([Post(text) for text in texts])
    markers = [post.marker for post in posts]
    return [marker and marker.number for marker in markers], Numbers.of(markers, numbers_inside(posts)).missing


@pytest.mark.parametrize(
    ("form", "ranged"),
    [
        ("{number}/6 {words}", "3-4/6 {words}"),
        ("{number}/6 {words}", "3–4/6\n{words}"),
        ("({number}/6) {words}", "(3+4/6) {words}"),
        ("{words} ({number}/6)", "{words} (3-4/6)"),
        ("{words} {number}/6", "{words} 3 & 4/6"),
    ],
)
def test_two_numbers_in_one_marker_are_no_gap(form: str, ranged: str) -> None:
    words = ("Every second team I meet.", "The words are there.", "What helped us.", "The end.")
    texts = [form.format(number=number, words=words) for number, words in zip((1, 2, 5, 6), words, strict=True)]
    texts.insert(2, ranged.format(words="Two parts in one post."))
    assert numbered(texts) == ([1, 2, 3, 5, 6], ())


def test_a_number_inside_a_post_is_not_missing() -> None:
    texts = ["1/4 One.", "2/4 Two.\n\n3/4 Three, in the same post.", "4/4 Four."]
    assert numbered(texts) == ([1, 2, 4], ())


def test_a_list_that_goes_on_from_post_to_post_numbers_no_posts() -> None:
    texts = ["Six things I expect.", *(f"{n}. One thing.\n\n{n + 1}. Another thing." for n in (1, 3, 5)), "That is all."]
    assert numbered(texts) == ([None] * 5, ())


def test_a_hole_stays_a_hole() -> None:
    assert numbered(["1. One thing.", "2. Another.", "4. The fourth.", "5. The fifth."]) == ([1, 2, 4, 5], (3,))
    assert numbered(["1/5 One.", "2/5 Two of 3/5 people.", "4/5 Four.", "5/5 Five."]) == ([1, 2, 4, 5], (3,))
