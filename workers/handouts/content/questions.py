"""Finds the questions that a thread asks at its end: a workshop discusses them. None are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.shapes.thread import Point, Role

QUESTION = re.compile(r"[^.!?…。！？؟\n]*(?:[.!…](?!\s)[^.!?…。！？؟\n]*)*[?？؟](?:[”\"’'»」』)])?")
LEADING = re.compile(r"^[\s\-–—•*·▪◦>]*(?:\d{1,2}[.)]\s+)?")
SHORTEST, LONGEST, MAX_QUESTIONS = 8, 300, 8
"""Characters of a question, and how many questions there are at most."""
TAIL = 6000
"""Characters at a point's end that are searched."""


def questions(points: Sequence[Point]) -> tuple[str, ...]:
    """The questions of the last points: of everything after the last numbered one, and of that one when there are none."""
    after: list[Point] = []
    for point in reversed(points):
        after.insert(0, point)
        questions_after = tuple(dict.fromkeys(question for later in after for question in questions_in(later.text)))
        if questions_after:
            return questions_after[:MAX_QUESTIONS]
        if point.role is Role.POINT:
            break
    return ()


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a text, without the bullets before them."""
    candidates = (LEADING.sub("", question).strip() for question in QUESTION.findall(text[-TAIL:]))
    return tuple(question for question in candidates if SHORTEST <= len(question) <= LONGEST)
