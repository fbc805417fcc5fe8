"""The completeness of a thread in one sentence."""

from __future__ import annotations

import pytest

from domain.shapes.thread import Completeness, Verdict
from presentation.messages import load_messages
from presentation.verdict import verdict_line


@pytest.mark.parametrize(
    ("completeness", "points", "sentence"),
    [
        (Completeness(Verdict.COMPLETE), 3, "Complete: all 3 points are here."),
        (Completeness(Verdict.COMPLETE), 1, "Complete: the thread has one point."),
        (Completeness(Verdict.COMPLETE, 9), 10, "Complete: all 9 numbered points are here."),
        (Completeness(Verdict.UNKNOWN), 3, "It is not certain that this is the whole thread."),
        (Completeness(Verdict.GAPS), 3, "Part of this thread is missing."),
        (Completeness(Verdict.GAPS, 9, (6,)), 8, "1 of 9 points is missing: number 6."),
        (Completeness(Verdict.GAPS, 9, (6, 7, 9)), 6, "3 of 9 points are missing: numbers 6, 7 and 9."),
        (Completeness(Verdict.GAPS, None, (2, 3)), 6, "2 points are missing: numbers 2 and 3."),
    ],
)
def test_the_verdict_is_a_sentence(completeness: Completeness, points: int, sentence: str) -> None:
    assert verdict_line(completeness, points, load_messages()) == sentence


def test_many_missing_numbers_end_in_an_ellipsis() -> None:
    line = verdict_line(Completeness(Verdict.GAPS, 40, tuple(range(1, 15))), 26, load_messages())
    assert line == "14 of 40 points are missing: numbers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …."
