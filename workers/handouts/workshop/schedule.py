"""The steps of a workshop, and how many minutes each takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from presentation.messages import Messages

MINUTES_A_POINT = 0.8
ALONE, PAIRS = range(5, 21), range(5, 16)
MINUTES_A_QUESTION = 5
TOGETHER = range(15, 41)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `start` is in minutes after the beginning; `task` is told to participants, `facilitate` to the facilitator."""

    number: int
    name: str
    start: int
    minutes: int
    task: str
    facilitate: str


def schedule(points: int, questions: int, first: str, messages: Messages) -> tuple[Step, ...]:
    """The three steps for so many points and questions. `first` is the name of the first point."""
    texts = messages.handout.workshop.steps
    last = texts.together if questions else texts.together_alone
    minutes = (
        within(ceil(points * MINUTES_A_POINT), ALONE),
        within(ceil(points * MINUTES_A_POINT) + 2, PAIRS),
        within(10 + questions * MINUTES_A_QUESTION, TOGETHER),
    )
    names = (texts.alone.name, texts.pairs.name, texts.together.name)
    tasks = (texts.alone, texts.pairs, last)
    return tuple(
        Step(number, name, sum(minutes[: number - 1]), length, text.task, text.facilitate(first=first))
        for number, (name, length, text) in enumerate(zip(names, minutes, tasks, strict=True), 1)
    )


def within(minutes: int, limits: range) -> int:
    """The minutes, at least the first and at most the last of the limits."""
    return min(max(minutes, limits.start), limits.stop - 1)
