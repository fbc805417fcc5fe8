"""Texts copied in several goes that overlap: what stands there already is left out, and told."""

from __future__ import annotations

import pytest

from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.workers.pasting import capture
from workers.sources.pasted.plain import Paste
from workers.unrolling import unroll

POSTS = (
    "How to carry a mirror up a narrow stair.",
    "Two people, one of whom is allowed to speak.",
    "The mirror goes first and sees everything.",
    "On the landing you rest a while.",
    "Put it where you do not pass it.",
)


def pasted(form: str, order: tuple[int, ...]) -> Version:
    text = "\n\n".join(form.format(n=number, t=POSTS[number - 1]) for number in order)
    return unroll([Paste().read(capture(text))])


@pytest.mark.parametrize("form", ["({n}/5) {t}", "{t} {n}/5", "Teil {n} von 5\n{t}", "{n}. {t}", "<{n}> {t}", "{t}"])
@pytest.mark.parametrize("order", [(1, 2, 3, 2, 3, 4, 5), (1, 2, 3, 4, 5, 3, 4, 5)])
def test_posts_that_stand_again_are_left_out(form: str, order: tuple[int, ...]) -> None:
    version = pasted(form, order)
    assert tuple(point.text for point in version.points) == POSTS
    assert len(version.dropped) == len(order) - 5
    assert [reason.code for reason in version.completeness.reasons].count("repeated") == len(order) - 5
    assert version.completeness.missing == ()


def test_the_reason_quotes_a_repeated_post_without_a_number() -> None:
    reasons = pasted("{t}", (1, 2, 2)).completeness.reasons
    words = next(sentence(reason) for reason in reasons if reason.code == "repeated")
    assert words.startswith("“Two people, one of whom")


def test_a_line_of_the_post_above_is_no_post_of_its_own() -> None:
    text = f"{POSTS[0]}\n\n\n{POSTS[1]}\n{POSTS[2]}\n\n\n{POSTS[2]}\n\n\n{POSTS[3]}"
    version = unroll([Paste().read(capture(text))])
    assert [point.text for point in version.points] == [POSTS[0], f"{POSTS[1]}\n{POSTS[2]}", POSTS[3]]
    assert version.dropped == (POSTS[2],)


def test_what_is_short_may_be_said_twice() -> None:
    version = unroll([Paste().read(capture("Again.\n\nAnd now?\n\nAgain."))])
    assert len(version.points) == 3


def test_a_last_post_without_its_number_behind_numbers_from_zero() -> None:
    completeness = unroll([Paste().read(capture("Look {0/3}\n\nb {1/3}\n\nc {2/3}\n\nd"))]).completeness
    assert (completeness.verdict, completeness.missing) == ("complete", ())
