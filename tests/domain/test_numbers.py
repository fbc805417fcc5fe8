"""The author's numbers: which are missing, and which unnumbered points stand for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from domain.numbers import Numbers
from domain.shapes.thread import Role


@dataclass(frozen=True, slots=True)
class Marker:
    number: int
    of: int | None = None


def numbers_of(*numbers: int | None, of: int | None = None) -> Numbers:
    """The Numbers of points with these numbers; None is a point without one."""
    return Numbers.of([None if number is None else Marker(number, of) for number in numbers])


@pytest.mark.parametrize(
    ("numbers", "filled"),
    [
        ((1, None, 3, 4), {1: 2}),
        ((None, 2, 3, 4), {0: 1}),
        ((1, 2, 3, None), {3: 4}),
        ((1, None, None, 4), {}),
        ((1, None, 4), {}),
        ((None, None, 2, 3, 4), {}),
        ((1, 2, None), {}),
        ((1, None, 3, 2, 4), {}),
    ],
)
def test_a_single_point_without_a_number_stands_for_the_one_number_that_is_missing_there(
    numbers: Sequence[int | None], filled: dict[int, int]
) -> None:
    assert numbers_of(*numbers, of=4).filled == filled


def test_the_last_point_stands_for_the_total_where_the_author_counts_from_zero() -> None:
    numbers = numbers_of(0, 1, 2, None, of=3)
    assert (numbers.filled, numbers.missing, numbers.roles[-1]) == ({3: 3}, (), Role.POINT)


def test_missing_numbers_are_grouped_into_runs() -> None:
    assert numbers_of(1, 4, 5, 7, of=9).missing_runs() == [(2, 3), (6,), (8, 9)]
