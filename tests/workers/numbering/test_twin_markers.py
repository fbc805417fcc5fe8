"""Posts that are numbered at both ends, and a last number that alone states the total."""

from __future__ import annotations

import pytest

from domain.shapes.post import Post
from domain.shapes.thread import Verdict
from tests.workers.pasting import paste
from workers.numbering import number_posts

SENTENCES = ("The tide table hangs upside down.", "Nobody has drowned of it.", "The keeper reads it from below.")


@pytest.mark.parametrize("form", ["{0}) {1} {0}/3", "{0}. {1} ({0}/3)", "{0}/3 {1} [{0}]", "({0}) {1} {0}/3"])
def test_both_numbers_of_a_post_are_taken_off(form: str) -> None:
    version = paste("\n\n".join(form.format(number, words) for number, words in enumerate(SENTENCES, 1)))
    assert [point.text for point in version.points] == list(SENTENCES)
    assert [point.number for point in version.points] == [1, 2, 3]
    assert version.completeness.verdict is Verdict.COMPLETE


def test_the_written_text_is_known_still() -> None:
    written = [f"{number}) {words} {number}/3" for number, words in enumerate(SENTENCES, 1)]
    posts = number_posts([Post(text) for text in written])
    assert [post.text for post in posts] == list(SENTENCES)
    assert [post.full_text for post in posts] == written


def test_a_number_that_is_one_posts_own_stays() -> None:
    texts = ["The lift holds four. 1/3", "2) is what the button says, and it goes to 3. 2/3", "It stops at 5. 3/3"]
    assert [point.text for point in paste("\n\n".join(texts)).points] == [text[:-4] for text in texts]


@pytest.mark.parametrize("form", ["{}. ", "{}) ", "{}/ "])
def test_the_last_number_may_state_the_total(form: str) -> None:
    texts = [form.format(number) + words for number, words in enumerate(SENTENCES, 1)]
    version = paste("\n\n".join([*texts, "4/4 She has bought a second one."]))
    assert [point.text for point in version.points] == [*SENTENCES, "She has bought a second one."]
    assert (version.completeness.verdict, version.completeness.declared) == (Verdict.COMPLETE, 4)


def test_the_numbers_below_headings_that_number_go_too() -> None:
    version = paste("\n\n".join(f"## Tweet {number}\n{words} ({number}/3)" for number, words in enumerate(SENTENCES, 1)))
    assert [point.text for point in version.points] == list(SENTENCES)
    assert version.completeness.verdict is Verdict.COMPLETE
