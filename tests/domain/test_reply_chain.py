"""The longest chain of answers, also in conversations that go round in circles."""

from __future__ import annotations

from domain.reply_chain import longest_chain, posts_below


def test_the_longest_chain_is_taken_and_the_preferred_one_of_equals() -> None:
    answers = {"1": ["2", "3", "6"], "3": ["4"], "4": ["5"], "6": ["7"], "7": ["8"]}
    assert longest_chain("1", answers) == ["1", "3", "4", "5"]
    assert longest_chain("2", answers) == ["2"]


def test_every_post_stands_after_the_one_that_it_answers() -> None:
    order = posts_below("1", {"1": ["2", "3"], "2": ["4"], "3": ["5"], "9": ["1"]})
    assert order == ["1", "2", "3", "4", "5"]


def test_answers_in_a_circle_end() -> None:
    answers = {"1": ["1", "2"], "2": ["3"], "3": ["1"]}
    assert longest_chain("1", answers) == ["1", "2", "3"]
    assert posts_below("3", answers) == ["3", "1", "2"]


def test_a_chain_of_thousands_is_no_deep_recursion() -> None:
    answers = {str(number): [str(number + 1)] for number in range(20_000)}
    assert len(longest_chain("0", answers)) == 20_001
