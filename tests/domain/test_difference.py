"""What changed between two Versions, point by point and word by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.difference import Change, SegmentKind, compare_versions, diff_words
from domain.shapes.thread import Completeness, Point, Verdict
from tests.archive.readings import point, version

TEXTS = st.text(st.sampled_from("ab ë\n漢🧵."), max_size=12)


def changes(old: list[Point], new: list[Point]) -> list[tuple[str, int | None, int | None]]:
    compared = compare_versions(version(*old), version(*new)).points
    return [(pair.change.value, pair.old and pair.old.position, pair.new and pair.new.position) for pair in compared]


def points(*texts: str) -> list[Point]:
    return [replace(point(n, text=text), number=None, of=None) for n, text in enumerate(texts, 1)]


def test_points_that_were_added_removed_and_changed() -> None:
    old = points("Walls are cheap.", "Gates are dear.", "Keepers stay.")
    new = points("Walls are cheap.", "Keepers always stay.", "Towns grow.")
    assert changes(old, new) == [("same", 1, 1), ("removed", 2, None), ("changed", 3, 2), ("added", None, 3)]


def test_a_cut_is_a_change_and_an_addition() -> None:
    assert changes(points("Walls fall. Gates stay."), points("Walls fall.", "Gates stay.")) == [
        ("changed", 1, 1),
        ("added", None, 2),
    ]


def test_a_post_is_the_same_whatever_happened_to_its_words() -> None:
    old, new = [point(1, text="Old.", post_id="7")], [point(1, text="Nothing alike", post_id="7")]
    assert changes(old, new) == [("changed", 1, 1)]


def test_two_posts_with_similar_words_are_not_one_changed_point() -> None:
    old, new = [point(1, text="Walls are cheap.", post_id="7")], [point(1, text="Walls are dear.", post_id="8")]
    assert changes(old, new) == [("added", None, 1), ("removed", 1, None)]


def test_a_point_that_moved_is_marked_as_moved() -> None:
    assert changes(points("One wall.", "Two gates."), points("Two gates.", "One wall.")) == [("same", 2, 1), ("moved", 1, 2)]


def test_facts_and_verdict_are_listed_when_they_differ() -> None:
    old = version()
    new = replace(old, title="Other", completeness=Completeness(Verdict.COMPLETE))
    difference = compare_versions(old, new)
    assert difference.facts == {"title": ("Hello", "Other")}
    assert difference.verdict == (Verdict.GAPS, Verdict.COMPLETE)
    assert compare_versions(old, old).facts == {}


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_the_segments_make_both_texts(old: str, new: str) -> None:
    segments = diff_words(old, new)
    assert "".join(segment.text for segment in segments if segment.kind is not SegmentKind.REMOVED) == new
    assert "".join(segment.text for segment in segments if segment.kind is not SegmentKind.ADDED) == old


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_every_point_of_both_stands_in_the_difference_once(old: list[str], new: list[str]) -> None:
    compared = compare_versions(version(*points(*old)), version(*points(*new))).points
    assert [pair.new.position for pair in compared if pair.new] == list(range(1, len(new) + 1))
    assert sorted(pair.old.position for pair in compared if pair.old) == list(range(1, len(old) + 1))
    assert all(pair.old and pair.new and pair.old.text == pair.new.text for pair in compared if pair.change is Change.SAME)
