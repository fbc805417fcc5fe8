"""Among all posts of a page, the author's chain is found from any of its posts."""

from __future__ import annotations

import pytest

from domain.messages import Message
from domain.shapes.post import Post
from domain.shapes.reading import Hole
from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.workers.unrolling.posts import INES, MIRA, post, reading
from workers.unrolling import unroll

THREAD = (post(1), post(2, 1), post(3, 2), post(4, 3))
OTHERS = (post(11, 1, "Hear, hear.", INES), post(12, 11, "Thank you!"), post(13, 2, "Why?", INES), post(14, 13, "Because."))


def ids(version: Version) -> list[str | None]:
    return [point.post_id for point in version.points]


def codes(version: Version) -> set[str]:
    return {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize("focus", [1, 2, 3, 4, None])
def test_the_same_thread_from_any_of_its_posts(focus: int | None) -> None:
    version = unroll([reading(*reversed(THREAD), *OTHERS, focus=focus)])
    assert ids(version) == ["1", "2", "3", "4"]
    assert version.root_post_id == "1"
    assert version == unroll([reading(*THREAD, *OTHERS, focus=1)])


def test_the_longest_way_wins_and_the_other_is_named() -> None:
    version = unroll([reading(*THREAD, post(20, 2, "If you liked this, follow me."), post(21, 20), focus=1)])
    assert ids(version) == ["1", "2", "3", "4"]
    forks = [sentence(reason) for reason in version.completeness.reasons if reason.code == "fork"]
    assert forks == [
        "After point 2 the author also went another way, 2 posts long, beginning “If you liked this, follow me.”. "
        "The longest way was taken."
    ]


def test_of_two_equal_ways_the_older_wins() -> None:
    assert ids(unroll([reading(post(1), post(30, 1), post(4, 1), focus=1)])) == ["1", "4"]


def test_a_thread_that_answers_somebody_begins_after_them() -> None:
    version = unroll([reading(post(9, None, "What is a team?", INES), post(1, 9), post(2, 1), focus=2)])
    assert ids(version) == ["1", "2"]
    assert "begins_as_answer" in codes(version)


def test_a_first_post_whose_parent_is_absent_may_not_be_the_first() -> None:
    version = unroll([reading(post(3, 2), post(4, 3), focus=4)])
    assert version.completeness.verdict == "gaps"
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(0, "start_missing")]


def test_numbers_prove_the_beginning_where_the_parent_is_absent() -> None:
    version = unroll([reading(post(3, 2, "1/2 a"), post(4, 3, "2/2 b"), focus=4)])
    assert version.completeness.verdict == "complete"


def test_holes_of_the_chain_move_with_it_and_others_are_not_ours() -> None:
    tombstone = Message("tombstone")
    posts = (THREAD[1], OTHERS[0], THREAD[0])
    version = unroll([reading(*posts, focus=1, holes=(Hole(0, 1, tombstone), Hole(1, None, tombstone)))])
    assert [(gap.after_position, gap.count, gap.code) for gap in version.completeness.gaps] == [(2, 1, "tombstone")]


def test_posts_that_answer_each_other_in_a_circle_end() -> None:
    assert len(unroll([reading(post(1, 3), post(2, 1), post(3, 2), focus=2)]).points) == 3


def test_a_post_that_stands_twice_is_one_post() -> None:
    assert ids(unroll([reading(*THREAD, *THREAD, focus=1)])) == ["1", "2", "3", "4"]


def test_a_chain_of_thousands_is_followed() -> None:
    long = [post(number, number - 1 or None, f"text {number}x") for number in range(1, 4_001)]
    assert len(unroll([reading(*long, focus=4_000)]).points) == 4_000


def test_posts_that_a_source_lost_are_reported() -> None:
    version = unroll([reading(*THREAD, focus=1, posts_seen=6, ends=True)])
    assert version.completeness.verdict == "gaps"
    assert "posts_lost" in codes(version)


def test_a_post_that_is_gone_is_a_gap_and_not_the_end() -> None:
    posts = (post(1), post(2, 1), post(4, 3), post(5, 4))
    for focus in (1, 2, 4, 5):
        version = unroll([reading(*reversed(posts), focus=focus)])
        assert ids(version) == ["1", "2", "4", "5"]
        assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(2, "parent_missing")]


def test_several_that_are_gone_are_several_gaps() -> None:
    version = unroll([reading(post(1), post(3, 2), post(6, 5), focus=3)])
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [
        (1, "parent_missing"),
        (2, "parent_missing"),
    ]


def test_a_hole_that_the_source_reported_is_not_reported_again() -> None:
    tombstone = Message("tombstone")
    version = unroll([reading(post(1), post(3, 2), focus=1, holes=(Hole(0, 1, tombstone),))])
    assert [gap.code for gap in version.completeness.gaps] == ["tombstone"]


def test_numbers_that_go_on_prove_that_nothing_is_missing_where_a_link_is_broken() -> None:
    version = unroll([reading(post(1, None, "1/3 a"), post(3, 2, "2/3 b"), post(4, 3, "3/3 c"), focus=1)])
    assert version.completeness.verdict == "complete"
    jump = unroll([reading(post(1, None, "1/3 a"), post(4, 3, "3/3 c"), focus=1)])
    assert [(gap.after_position, gap.code) for gap in jump.completeness.gaps] == [(1, "numbers_missing")]


def test_where_others_are_about_only_the_sites_word_tells_whose_post_is_gone() -> None:
    hers = post(4, 3, reply_to_handle="mira_holm")
    assert ids(unroll([reading(*THREAD[:2], OTHERS[0], hers, focus=1)])) == ["1", "2", "4"]
    his = post(14, 13, "Because.", reply_to_handle="ole")
    assert ids(unroll([reading(*THREAD[:2], OTHERS[0], his, focus=1)])) == ["1", "2"]
    nobodys = post(14, 13, "Because.")
    version = unroll([reading(*THREAD[:2], OTHERS[0], nobodys, focus=1)])
    assert ids(version) == ["1", "2"]
    assert "left_out" in codes(version)


def test_of_two_ways_on_from_a_post_that_is_gone_the_longest_is_taken() -> None:
    version = unroll([reading(post(1), post(3, 2), post(8, 2), post(9, 8), focus=1)])
    assert ids(version) == ["1", "8", "9"]


def test_posts_without_dates_and_numbers_stand_in_the_order_in_which_they_came() -> None:
    posts = [Post(f"Point {name}.", name, author=MIRA, reply_to=above) for name, above in (("q", None), ("c", "x"), ("a", "y"))]
    assert ids(unroll([reading(*posts)])) == ["q", "c", "a"]


@pytest.mark.parametrize(("replies", "verdict"), [(0, "complete"), (1, "complete"), (2, "unknown"), (None, "unknown")])
def test_the_end_is_proven_when_every_answer_to_the_last_post_is_here(replies: int | None, verdict: str) -> None:
    last = post(4, 3, replies=replies)
    version = unroll([reading(*THREAD[:3], last, post(11, 4, "Hear, hear.", INES), focus=1)])
    assert (ids(version), version.completeness.verdict.value) == (["1", "2", "3", "4"], verdict)


def test_a_first_post_that_answers_somebody_who_is_not_here_begins_after_them() -> None:
    version = unroll([reading(post(2, 1, reply_to_handle="ines"), post(3, 2), focus=2)])
    assert "begins_as_answer" in codes(version)
    assert not version.completeness.gaps
