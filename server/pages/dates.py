"""Dates as pages show them: the day as text, the exact time as a tooltip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from presentation.messages import day, moment


@dataclass(frozen=True, slots=True)
class Date:
    """`text` is the day, `title` day and time, `exact` the ISO form."""

    text: str
    title: str
    exact: str


def date(when: datetime | None) -> Date | None:
    """Formats a date; None stays None. Midnight means that only the day is known."""
    if when is None:
        return None
    if when.timetz().replace(tzinfo=None) == time():
        return Date(day(when), day(when), when.date().isoformat())
    return Date(day(when), moment(when), when.isoformat())
