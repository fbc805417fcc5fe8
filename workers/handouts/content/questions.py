"""What a thread asks its readers at its end: the questions that a workshop begins its talk with. None are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.shapes.thread import Point, Role

QUESTION = re.compile(r"[^.!?…。！？؟\n]*(?:[.!…](?!\s)[^.!?…。！？؟\n]*)*[?？؟](?:[”\"’'»」』)])?")
LEADING = re.compile(r"^[\s\-–—•*·▪◦>]*(?:\d{1,2}[.)]\s+)?")
SHORTEST, LONGEST, MOST = 8, 300, 8
TAIL = 6000


def questions(points: Sequence[Point]) -> tuple[str, ...]:
    """The questions of the last points: of everything after the last numbered one, and of that one when there are none."""
    after: list[Point] = []
    for point in reversed(points):
        after.insert(0, point)
        found = tuple(dict.fromkeys(question for each in after for question in asked(each.text)))
        if found:
            return found[:MOST]
        if point.role is Role.POINT:
            break
    return ()


def asked(text: str) -> tuple[str, ...]:
    """The questions of a text, without the bullets before them."""
    found = (LEADING.sub("", question).strip() for question in QUESTION.findall(text[-TAIL:]))
    return tuple(question for question in found if SHORTEST <= len(question) <= LONGEST)
