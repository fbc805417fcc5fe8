"""Two partial captures of one thread are one thread."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import Message
from domain.shapes.reading import Hole, Reading
from domain.shapes.thread import Version
from tests.workers.pasting import read
from tests.workers.unrolling.posts import post, reading
from workers.unrolling import unroll

THREAD = tuple(post(number, number - 1 or None) for number in range(1, 8))
CURSOR = Message("more_not_loaded.page")


def first_four() -> Reading:
    return reading(*THREAD[:4], focus=1, holes=(Hole(3, None, CURSOR),))


def last_three() -> Reading:
    return reading(*THREAD[4:], focus=7, ends=True)


def ids(version: Version) -> list[str | None]:
    return [point.post_id for point in version.points]


def test_the_first_four_and_the_last_three_are_seven() -> None:
    for readings in ([first_four(), last_three()], [last_three(), first_four()]):
        version = unroll(readings)
        assert ids(version) == list("1234567")
        assert version.completeness.verdict == "complete"
        assert version.completeness.gaps == ()


def test_what_both_saw_stands_once() -> None:
    version = unroll([reading(*THREAD[:5], focus=1), reading(*THREAD[2:], focus=7)])
    assert ids(version) == list("1234567")


def test_a_capture_that_sees_less_takes_nothing_away() -> None:
    assert ids(unroll([reading(*THREAD, focus=1), reading(*THREAD[:2], focus=1)])) == list("1234567")


def test_a_hole_that_nobody_fills_stays() -> None:
    version = unroll([first_four(), reading(*THREAD[:2], focus=1)])
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(4, "more_not_loaded")]


def test_the_whole_text_goes_before_its_beginning() -> None:
    short = post(2, 1, "Point B of", truncated=True)
    captured = [reading(THREAD[0], short, focus=1), reading(*THREAD[:2], focus=1)]
    for readings in (captured, captured[::-1]):
        version = unroll(readings)
        assert [point.text for point in version.points] == ["Point A of it.", "Point B of it."]
        assert "truncated" not in {reason.code for reason in version.completeness.reasons}


def test_texts_that_differ_are_reported_and_the_later_one_is_used() -> None:
    version = unroll([reading(*THREAD[:2], focus=1), reading(THREAD[0], post(2, 1, "Another word."), focus=1)])
    assert version.points[1].text == "Another word."
    assert "texts_differ" in {reason.code for reason in version.completeness.reasons}


def test_a_limited_capture_adds_posts_and_replaces_none() -> None:
    own = reading(*THREAD[:3], focus=1)
    other = replace(reading(THREAD[0], post(2, 1, "Put into my mouth."), THREAD[2], THREAD[3], focus=1), limited=True)
    for readings in ([own, other], [other, own], [other, own, other]):
        version = unroll(readings)
        assert [point.text for point in version.points] == [item.text for item in THREAD[:4]]
        assert "words_wait" in {reason.code for reason in version.completeness.reasons}
    truncated = reading(THREAD[0], post(2, 1, "Point B of", truncated=True), focus=1)
    assert unroll([truncated, other]).points[1].text == "Point B of"


def test_pastes_are_joined_by_number_and_words() -> None:
    version = unroll([read("a 1/5\n\nb 2/5\n\nc 3/5"), read("c 3/5\n\nd 4/5\n\ne 5/5")])
    assert [point.text for point in version.points] == ["a", "b", "c", "d", "e"]
    assert version.completeness.verdict == "complete"


def test_pastes_with_nothing_in_common_are_joined_by_number() -> None:
    for order in ((0, 1), (1, 0)):
        parts = (read("a 1/4\n\nb 2/4"), read("c 3/4\n\nd 4/4"))
        version = unroll([parts[index] for index in order])
        assert [point.text for point in version.points] == ["a", "b", "c", "d"]
        assert version.completeness.verdict == "complete"


def test_a_paste_finds_its_posts_ids_in_a_page() -> None:
    page = reading(post(1, None, "1/2 a"), post(2, 1, "2/2 b"), focus=1)
    version = unroll([read("1/2 a\n\n2/2 b"), page])
    assert ids(version) == ["1", "2"]
    assert len(version.points) == 2


def test_a_number_that_means_nothing_alone_is_found_among_those_of_another_capture() -> None:
    alone = reading(post(4, 3, "4/ Doors."), focus=4)
    assert [point.number for point in unroll([alone]).points] == [None]
    numbered = reading(*(post(number, number - 1 or None, f"{number}/ Walls {number}.") for number in (1, 2, 3)), focus=1)
    version = unroll([numbered, alone])
    assert [(point.number, point.text) for point in version.points] == [
        (1, "Walls 1."),
        (2, "Walls 2."),
        (3, "Walls 3."),
        (4, "Doors."),
    ]


def test_the_numbers_at_which_a_text_was_split_stay_when_captures_are_merged() -> None:
    pasted = read("1/ Teams fail.\n\n2/ Silos grow:\n\n1. salt\n\n2. pepper\n\n3/ Walls too.")
    numbers = [post.marker and post.marker.number for post in pasted.posts]
    assert numbers == [1, 2, 3]
    version = unroll([pasted, reading(post(1, None, "1/ Teams fail."), focus=1)])
    assert [point.number for point in version.points] == numbers
    assert version.points[0].post_id == "1"
