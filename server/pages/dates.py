"""A moment as pages show it: the day as people write it, the exact time on hover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from presentation.messages import day, moment


@dataclass(frozen=True, slots=True)
class Date:
    """`text` is the day, `title` day and time, `exact` the machine's form."""

    text: str
    title: str
    exact: str


def date(when: datetime | None) -> Date | None:
    """None stays None: an unknown date is said to be unknown. A day that somebody gave without a time stays a day."""
    if when is None:
        return None
    if when.timetz().replace(tzinfo=None) == time():
        return Date(day(when), day(when), when.date().isoformat())
    return Date(day(when), moment(when), when.isoformat())
