"""Styles of numbers that no table has, and what must not be taken for one."""

from __future__ import annotations

import pytest

from tests.workers.numbering.cuts import cut, numbered_texts
from workers.numbering.posts import numbers_in

POSTS = ("Knots are friendships with rope.", "Learn one that holds.\n\nTie both in the dark.", "Undo it yourself.")

LEADING = (
    "<{n}> {t}",
    "[{n}] {t}",
    "({n}) {t}",
    "{n}- {t}",
    "{n} | {t}",
    "{n}.) {t}",
    "{n} {t}",
    "0{n}. {t}",
    "{n}|3 {t}",
    "No. {n} {t}",
    "Part {n}/3: {t}",
    "Parte {n} de 3: {t}",
    "Teil {n}: {t}",
    "第{n}条 {t}",
    "{n}つ目：{t}",
    "Lesson {n} of 3\n{t}",
    "Teil {n}\n{t}",
    "### Lesson {n} of 3\n{t}",
    "**Tweet {n}/3**\n{t}",
    "— {n} —\n{t}",
    "Thread ({n}/3)\n\n{t}",
)
TRAILING = (
    "{t} [{n}]",
    "{t} <{n}>",
    "{t} — {n}",
    "{t} {n}|3",
    "{t} Part {n} of 3",
    "{t} Teil {n}",
    "{t}\nPart {n} of 3",
    "{t}\n[{n}]",
)


@pytest.mark.parametrize("form", LEADING + TRAILING)
def test_whatever_stands_round_a_number_that_rises_is_the_style(form: str) -> None:
    text = "\n\n".join(form.format(n=number, t=words) for number, words in enumerate(POSTS, 1))
    assert numbered_texts(text) == [(1, POSTS[0]), (2, POSTS[1]), (3, POSTS[2])]


@pytest.mark.parametrize("figures", [("I.", "II.", "III."), ("a)", "b)", "c)"), ("I/III", "II/III", "III/III"), "❶❷❸", "⒈⒉⒊"])
def test_roman_figures_letters_and_pictured_ones_are_numbers(figures: tuple[str, ...] | str) -> None:
    text = "\n\n".join(f"{figure} {words}" for figure, words in zip(figures, POSTS, strict=True))
    assert numbered_texts(text) == [(1, POSTS[0]), (2, POSTS[1]), (3, POSTS[2])]


def test_keycaps_go_on_behind_nine() -> None:
    figures = [*(f"{number}\ufe0f\u20e3" for number in range(1, 10)), "🔟", "1\ufe0f\u20e31\ufe0f\u20e3"]
    numbers = [number for number, _ in numbered_texts("\n\n".join(f"{figure} Words." for figure in figures))]
    assert numbers == list(range(1, 12))


@pytest.mark.parametrize("marker", ["Part {n} of 3", "{n}/3", "({n}/3)", "Teil {n}"])
def test_a_marker_above_a_post_is_not_the_end_of_the_post_before(marker: str) -> None:
    blocks = "\n\n".join(f"{marker.format(n=number)}\n{words}" for number, words in enumerate(POSTS, 1))
    assert numbered_texts(f"On knots.\n\n{blocks}") == [(None, "On knots."), (1, POSTS[0]), (2, POSTS[1]), (3, POSTS[2])]


def test_words_of_a_sentence_before_the_number_stay() -> None:
    assert numbered_texts("Regel 1: Lies.\n\nRegel 2: Frag.\n\nRegel 3: Geh.") == [
        (1, "Regel 1: Lies."),
        (2, "Regel 2: Frag."),
        (3, "Regel 3: Geh."),
    ]


def test_a_total_that_grows_on_the_way_is_believed() -> None:
    numbers = [number for number, _ in numbered_texts("a (1/5)\n\nb (2/5)\n\nc (3/6)\n\ne (5/6)\n\nf (6/7)\n\ng (7/7)")]
    assert numbers == [1, 2, 3, 5, 6, 7]


NO_NUMBERING = {
    "a list inside a post": "Three things:\n[1] look\n[2] listen\n[3] ask",
    "a list under a text": "Teams.\n\nSilos.\n\n(1) walls\n\n(2) doors\n\n(3) roofs",
    "amounts": "1 cup of flour\n2 eggs\n3 spoons of sugar",
    "ordinals": "1st place went to us.\n\n2nd place to them.\n\n3rd place to nobody.",
    "dimensions": "1D was a line.\n\n2D was a map.\n\n3D was the town.",
    "the word I": "I think so.\n\nII is a figure.\n\nIII too.",
    "lone brackets": "We shipped (1)\n\nWe learned (2)\n\nWe slept (3)",
    "figures at the end": "We paid 1\n\nThen 2\n\nThen 3",
    "numbers that do not begin": "<4> walls\n\n<5> doors\n\n<6> roofs",
    "two of a kind": "<1> walls\n\n<2> doors",
    "different words": "Plan 1 failed.\n\nPhase 2 failed.\n\nStage 3 worked.",
}


@pytest.mark.parametrize("text", NO_NUMBERING.values(), ids=NO_NUMBERING)
def test_is_no_numbering(text: str) -> None:
    assert not cut(text).numbered


@pytest.mark.parametrize("form", ["({n}/5) {t}", "{t} {n}/5", "Teil {n} von 5\n{t}", "{n}. {t}", "<{n}> {t}"])
@pytest.mark.parametrize("order", [(1, 2, 3, 2, 3, 4, 5), (1, 2, 3, 1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 4, 5)])
def test_posts_that_stand_again_keep_their_markers(form: str, order: tuple[int, ...]) -> None:
    text = "\n\n".join(form.format(n=number, t=f"Words of the post that is number {'abcde'[number - 1]}.") for number in order)
    assert [number for number, _ in numbered_texts(text)] == list(order)


@pytest.mark.parametrize("form", [form for form in LEADING + TRAILING if form != "{n} {t}"])
def test_numbers_of_posts_whose_boundaries_are_known(form: str) -> None:
    posts = [form.format(n=number, t=words) for number, words in enumerate(POSTS, 1)]
    assert [marker and marker.number for marker in numbers_in(posts)] == [1, 2, 3]


def test_a_list_that_goes_on_through_posts_numbers_none_of_them() -> None:
    posts = ("Six things.", "1. Walls.\n\n2. Doors.", "3. Roofs.\n\n4. Beds.", "5. Rain.\n\n6. Sun.", "That is all.")
    assert set(numbers_in(posts)) == {None}
    assert set(numbers_in(("1st", "2nd", "3rd"))) == set(numbers_in(("Point 1", "Point 2", "Point 3"))) == {None}
