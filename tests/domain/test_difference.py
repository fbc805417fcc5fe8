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
    found = compare_versions(version(*old), version(*new)).points
    return [(each.change.value, each.old and each.old.position, each.new and each.new.position) for each in found]


def said(*texts: str) -> list[Point]:
    return [replace(point(n, text=text), number=None, of=None) for n, text in enumerate(texts, 1)]


def test_points_that_came_went_and_changed() -> None:
    old = said("Walls are cheap.", "Gates are dear.", "Keepers stay.")
    new = said("Walls are cheap.", "Keepers always stay.", "Towns grow.")
    assert changes(old, new) == [("same", 1, 1), ("removed", 2, None), ("changed", 3, 2), ("added", None, 3)]


def test_a_cut_is_a_change_and_an_addition() -> None:
    assert changes(said("Walls fall. Gates stay."), said("Walls fall.", "Gates stay.")) == [
        ("changed", 1, 1),
        ("added", None, 2),
    ]


def test_a_post_is_the_same_whatever_became_of_its_words() -> None:
    old, new = [point(1, text="Old.", post_id="7")], [point(1, text="Nothing alike", post_id="7")]
    assert changes(old, new) == [("changed", 1, 1)]


def test_a_point_that_moved_is_told() -> None:
    assert changes(said("One wall.", "Two gates."), said("Two gates.", "One wall.")) == [("same", 2, 1), ("moved", 1, 2)]


def test_facts_and_verdict_are_told_when_they_differ() -> None:
    old = version()
    new = replace(old, title="Other", completeness=Completeness(Verdict.COMPLETE))
    found = compare_versions(old, new)
    assert found.facts == {"title": ("Hello", "Other")}
    assert found.verdict == (Verdict.GAPS, Verdict.COMPLETE)
    assert compare_versions(old, old).facts == {}


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_words_between_make_both_texts(old: str, new: str) -> None:
    told = diff_words(old, new)
    assert "".join(each.text for each in told if each.kind is not SegmentKind.REMOVED) == new
    assert "".join(each.text for each in told if each.kind is not SegmentKind.ADDED) == old


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_every_point_of_both_stands_in_the_difference_once(old: list[str], new: list[str]) -> None:
    found = compare_versions(version(*said(*old)), version(*said(*new))).points
    assert [each.new.position for each in found if each.new] == list(range(1, len(new) + 1))
    assert sorted(each.old.position for each in found if each.old) == list(range(1, len(old) + 1))
    assert all(each.old and each.new and each.old.text == each.new.text for each in found if each.change is Change.SAME)
