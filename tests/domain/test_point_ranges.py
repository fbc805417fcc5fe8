"""Choices of points by number, as people write them."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.point_ranges import parse_ranges, select_points
from domain.shapes.thread import Point, Role


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("", ""), (" 1 , 3-7 ", "1,3-7"), ("7–3", "3-7"), ("2,1,3", "1-3"), ("4,4", "4"), ("1-3,2-5,9", "1-5,9")],
)
def test_choices_have_one_form(text: str, canonical: str) -> None:
    assert parse_ranges(text) == canonical
    assert parse_ranges(canonical) == canonical


@pytest.mark.parametrize("text", ["a", "1--3", "-", "1,,x", "1" * 9, ",".join("1" * 1 for _ in range(300))])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_ranges(text)


def test_points_are_chosen_by_the_authors_numbers() -> None:
    points = [Point(1, Role.OPENING, "o"), Point(2, Role.POINT, "a", 5), Point(3, Role.POINT, "b")]
    assert [point.text for point in select_points(points, "3,5")] == ["a", "b"]
    assert select_points(points, "") == tuple(points)
    with pytest.raises(Invalid):
        select_points(points, "1-2")
