"""Cohen's kappa against tables from the literature, and against scikit-learn's formula worked out by another way."""

from __future__ import annotations

from random import Random

import pytest

from domain.agreement import Agreement, Caution, Level, Undefined


@pytest.mark.parametrize(
    ("table", "percent", "kappa"),
    [
        # Two readers of 50 grant proposals: the usual textbook table.
        ((20, 5, 10, 15), 70.0, 0.4),
        # The same percent agreement with other margins (Wikipedia, "Cohen's kappa", 2.3).
        ((45, 15, 25, 15), 60.0, 0.1304347826),
        ((25, 35, 5, 35), 60.0, 0.2592592593),
        # Feinstein and Cicchetti 1990, High agreement but low kappa: 85 % both times.
        ((40, 9, 6, 45), 85.0, 0.6995192308),
        ((80, 10, 5, 5), 85.0, 0.3181818182),
        # As good as none, none, worse than chance, and full agreement.
        ((0, 1, 1, 98), 98.0, -0.0101010101),
        ((25, 25, 25, 25), 50.0, 0.0),
        ((0, 5, 5, 0), 0.0, -1.0),
        ((3, 0, 0, 7), 100.0, 1.0),
    ],
)
def test_kappa_is_that_of_published_tables(table: tuple[int, int, int, int], percent: float, kappa: float) -> None:
    agreement = Agreement(*table)
    assert agreement.percent == pytest.approx(percent)
    assert agreement.kappa == pytest.approx(kappa, abs=1e-9)
    assert agreement.undefined is None


def test_kappa_is_one_minus_weighted_disagreement_over_its_expectation() -> None:
    """How scikit-learn computes it: w the matrix of ones off the diagonal, 1 - sum(w o) / sum(w e)."""
    random = Random(4)
    for _ in range(300):
        a, b, c, d = (random.randrange(0, 60) for _ in range(4))
        n = a + b + c + d
        off_diagonal = ((a + b) * (b + d) + (c + d) * (a + c)) / n if n else 0
        agreement = Agreement(a, b, c, d)
        if off_diagonal == 0:
            assert agreement.kappa is None
        else:
            assert agreement.kappa == pytest.approx(1 - (b + c) / off_diagonal)


def test_without_variation_there_is_no_kappa_and_the_reason_is_named() -> None:
    assert Agreement(0, 0, 0, 0).undefined is Undefined.NO_POINTS
    assert Agreement(0, 0, 0, 0).percent is None
    assert Agreement(0, 0, 0, 40).undefined is Undefined.NEVER
    assert Agreement(40, 0, 0, 0).undefined is Undefined.ALWAYS
    assert Agreement(0, 0, 0, 40).percent == 100
    assert {Agreement(0, 0, 0, n).kappa for n in (0, 40)} == {None}


def test_a_kappa_that_says_little_is_marked() -> None:
    assert Agreement(10, 2, 3, 14).caution is Caution.FEW_POINTS
    assert Agreement(15, 2, 3, 14).caution is None
    assert Agreement(2, 1, 1, 60).caution is Caution.RARE
    assert Agreement(60, 1, 1, 2).caution is Caution.RARE
    assert Agreement(0, 6, 0, 60).caution is Caution.ONE_CODER
    assert Agreement(0, 0, 0, 60).caution is None


def test_kappa_is_put_into_words_by_landis_and_koch() -> None:
    tables = {
        (0, 5, 5, 0): Level.POOR,
        (25, 25, 25, 25): Level.SLIGHT,
        (25, 35, 5, 35): Level.FAIR,
        (22, 5, 10, 15): Level.MODERATE,
        (40, 9, 6, 45): Level.SUBSTANTIAL,
        (45, 2, 2, 45): Level.ALMOST_PERFECT,
    }
    assert {table: Agreement(*table).level for table in tables} == tables
    assert Agreement(0, 0, 0, 9).level is None
