"""Among all posts of a page, the author's chain is found from any of its posts."""

from __future__ import annotations

import pytest

from archive.shapes.reading import Hole, Reason
from archive.shapes.thread import Version
from tests.workers.unrolling.posts import INES, post, reading
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
    told = [reason.message for reason in version.completeness.reasons if reason.code == "fork"]
    assert told == [
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
    gone = Reason("tombstone", "A post is missing here: it was deleted.")
    posts = (THREAD[1], OTHERS[0], THREAD[0])
    version = unroll([reading(*posts, focus=1, holes=(Hole(0, 1, gone), Hole(1, None, gone)))])
    assert [(gap.after_position, gap.count, gap.code) for gap in version.completeness.gaps] == [(2, 1, "tombstone")]


def test_posts_that_answer_each_other_in_a_circle_end() -> None:
    assert len(unroll([reading(post(1, 3), post(2, 1), post(3, 2), focus=2)]).points) == 3


def test_a_post_that_stands_twice_is_one_post() -> None:
    assert ids(unroll([reading(*THREAD, *THREAD, focus=1)])) == ["1", "2", "3", "4"]


def test_a_chain_of_thousands_is_followed() -> None:
    long = [post(number, number - 1 or None, f"text {number}x") for number in range(1, 4_001)]
    assert len(unroll([reading(*long, focus=4_000)]).points) == 4_000


def test_a_source_that_lost_posts_is_told() -> None:
    version = unroll([reading(*THREAD, focus=1, posts_seen=6, ends=True)])
    assert version.completeness.verdict == "gaps"
    assert "posts_lost" in codes(version)
