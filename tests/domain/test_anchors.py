"""A decision's point in another Version is found by its post or its text, the evidence in that text."""

from __future__ import annotations

import time

import pytest

from domain.anchors import PointFinder, rebase_evidence
from domain.shapes.decision import Anchor
from domain.shapes.tag import Evidence
from domain.shapes.thread import Point, Role

LONG = "Design throws a file over to engineering, and engineering throws a build over to support."


def points(*texts: str, ids: tuple[str | None, ...] = ()) -> list[Point]:
    post_ids = ids or (None,) * len(texts)
    return [Point(n, Role.POINT, text, post_id=id_) for n, (text, id_) in enumerate(zip(texts, post_ids, strict=True), 1)]


def position_of(anchor: Anchor, some: list[Point]) -> int | None:
    point = PointFinder(some).find(anchor)
    return point.position if point else None


def test_the_post_decides_before_the_words() -> None:
    assert position_of(Anchor(1, "same", "b"), points("same", "other", ids=("a", "b"))) == 2


def test_without_a_post_the_words_decide_and_of_equal_ones_the_nearest() -> None:
    some = points("Yes.", "No.", "Yes.", "Yes.")
    assert position_of(Anchor(4, "Yes."), some) == 4
    assert position_of(Anchor(1, "Yes."), some) == 1
    assert position_of(Anchor(9, " No.\n"), some) == 2


def test_a_post_that_was_cut_in_two_goes_with_the_part_that_has_more_of_it() -> None:
    some = points(LONG[:20], LONG[20:], ids=("a", "a"))
    assert position_of(Anchor(1, LONG, "a"), some) == 2


def test_points_joined_cut_or_edited_by_hand_are_found_by_what_is_left() -> None:
    assert position_of(Anchor(2, LONG), points("An opening.", "Before it. " + LONG)) == 2
    assert position_of(Anchor(2, LONG), points("An opening.", LONG[42:])) == 2
    assert position_of(Anchor(2, LONG), points("An opening.", LONG.replace("file", "drawing"))) == 2


def test_a_point_that_was_joined_to_another_post_is_found_there_as_paragraphs_of_its_own() -> None:
    some = points("An opening.", f"Before it.\n\n2/4 {LONG}\n\nAfter it.", ids=("a", "b"))
    assert position_of(Anchor(3, LONG, "c"), some) == 2
    (place,) = PointFinder(some).find_all(Anchor(3, LONG, "c"))
    assert place.is_part
    assert position_of(Anchor(3, "Before it.", "b"), some) == 2


def test_a_similar_point_that_stood_beside_it_is_another() -> None:
    first, second = (LONG.replace("a file", f"a {word}") for word in ("file", "letter"))
    anchor = Anchor(1, first)
    assert position_of(anchor, points(second)) == 1
    earlier = points("An opening.", first, second)
    assert PointFinder(points(second), [points("Of another time."), earlier]).find(anchor) is None
    assert PointFinder(points(second + " Indeed."), [earlier]).find(anchor) is None
    changed = points(first + " Indeed.", second)
    assert PointFinder(changed, [earlier]).find(anchor) is changed[0]


def test_a_similar_point_that_came_when_it_was_gone_is_a_new_one() -> None:
    first, second, third = (LONG.replace("a file", f"a {word}") for word in ("file", "letter", "form"))
    changed, gone, there = points("An opening.", second), points("An opening."), points("An opening.", first)
    anchor = Anchor(2, first)
    assert PointFinder(points(third), [changed, there]).find(anchor)
    assert PointFinder(points(third), [gone, there]).find(anchor) is None
    assert PointFinder(points(first), [gone, there]).find(anchor)


def test_points_whose_words_another_one_has_are_not_its_parts() -> None:
    anchor = Anchor(1, "Yes we can. No we cannot. Perhaps.")
    beside = points("Yes we can. No we cannot. Perhaps.", "Yes", "No")
    assert PointFinder(points("Yes", "No"), [beside]).find_all(anchor) == []
    parts = PointFinder(points("Yes we can.", "No we cannot. Perhaps.", "No"), [beside]).find_all(anchor)
    assert [place.point.position for place in parts] == [1, 2]


def test_evidence_in_a_joined_point_stays_in_its_own_words() -> None:
    old, new = "a wall, at last", "a wall, at first\n\na wall, at last"
    assert rebase_evidence([Evidence(0, 6, "a wall")], old, new) == ((Evidence(18, 24, "a wall"),), ())


def test_another_post_of_other_words_is_not_taken_for_it() -> None:
    assert position_of(Anchor(1, LONG, "a"), points(LONG + " Indeed.", ids=("b",))) is None
    assert position_of(Anchor(1, LONG), points("Something else altogether, about boats and rivers.")) is None
    assert position_of(Anchor(1, "Yes"), points("Yesterday we went out.")) is None


def test_evidence_is_found_nearest_to_where_it_stood() -> None:
    old, new = "a wall. And a wall.", "Well: a wall. And a wall."
    assert rebase_evidence([Evidence(14, 18, "wall")], old, new) == ((Evidence(20, 24, "wall"),), ())
    assert rebase_evidence([Evidence(2, 6, "wall")], old, old + " Oh.") == ((Evidence(2, 6, "wall"),), ())


def test_a_line_end_that_became_a_blank_does_not_lose_the_words() -> None:
    assert rebase_evidence([Evidence(0, 7, "a\n wall")], "a\n wall", "See a wall") == ((Evidence(4, 10, "a wall"),), ())


def test_words_that_are_no_longer_there_are_returned() -> None:
    assert rebase_evidence([Evidence(0, 4, "wall")], "wall", "fence") == ((), ("wall",))


@pytest.mark.parametrize("word", ["(.*)+", "[", "\\", "👩‍👩‍👧"])
def test_no_words_are_taken_for_a_pattern(word: str) -> None:
    text = f"Say {word} now"
    assert rebase_evidence([Evidence(4, 4 + len(word), word)], text, f"Now {text}")[0][0].text == word


def test_a_lost_point_is_given_up_quickly_in_a_huge_thread() -> None:
    some = points(*(f"{n} {LONG[n % 40 :]} {n * 7}" for n in range(5000)))
    begun = time.process_time()
    assert position_of(Anchor(1, "Quite other words, at some length, that stand in none of these points at all."), some) is None
    assert time.process_time() - begun < 2
