"""The title is the first sentence, on one line, and never longer than ninety."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.unrolling.title import MAX_LENGTH, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Teams need goals. And reasons.", "Teams need goals."),
        ("Is it so? Yes.", "Is it so?"),
        ("On\ntwo  lines", "On two lines"),
        ("A headline\n\nAnd the rest.", "A headline"),
        ("See e.g. this one. Then that.", "See e.g. this one."),
        ("It costs 3.50 a day. Or more.", "It costs 3.50 a day."),
        ("He said “stop.” Then left.", "He said “stop.”"),
        ("我们不是功能工厂。产品经理给出目标。", "我们不是功能工厂。"),
        ("word " * 40, "word " * 16 + "word word…"),
        (
            "We ship what sells, and nobody who works here today can say to whom it is of use any more in the end",
            "We ship what sells, and nobody who works here today can say to whom it is of use any more…",
        ),
        (
            "Nobody who works here today can say to whom it is of use, and that is what this thread will be about",
            "Nobody who works here today can say to whom it is of use…",
        ),
        (
            "Nobody who works here today can say to whom it is of use any more and that is what I shall of the thread",
            "Nobody who works here today can say to whom it is of use any more and that is what I…",
        ),
        ("x" * 200, "x" * 89 + "…"),
    ],
)
def test_first_sentence(text: str, title: str) -> None:
    assert title_of([text]) == title


def test_a_thread_of_pictures_is_named_for_its_author() -> None:
    assert title_of(["", " "], "Mira Holm") == "Mira Holm"
    assert title_of([""], None) == ""


@given(st.text(max_size=400))
def test_always_one_line_of_at_most_ninety(text: str) -> None:
    title = title_of([text])
    assert len(title) <= MAX_LENGTH
    assert len(title.splitlines()) == bool(text.strip())
