"""Numbers that might be a list's, where a page says how many posts there are."""

from __future__ import annotations

import pytest

from workers.numbering import split

ROW = "1. Salt\n2. Flour\n3. Water"


def cut(text: str, posts: int | None) -> list[str]:
    return [text[piece.start : piece.end] for piece in split(text, posts).pieces]


@pytest.mark.parametrize("posts", [3, 4])
def test_as_many_numbers_as_posts_are_stated_cut_a_text(posts: int) -> None:
    assert cut(ROW, posts) == ROW.split("\n")


def test_an_opening_counts_among_the_posts_that_are_stated() -> None:
    assert cut(f"Opening words about bread.\n{ROW}", 4) == ["Opening words about bread.", *ROW.split("\n")]


@pytest.mark.parametrize("posts", [None, 9])
def test_numbers_that_nobody_states_stay_a_list(posts: int | None) -> None:
    assert cut(f"Opening words about bread.\n{ROW}", posts) == [f"Opening words about bread.\n{ROW}"]
