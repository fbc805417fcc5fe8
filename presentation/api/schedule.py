"""Schedules of refreshes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.durations import format_duration
from presentation.timestamps import utc_or_none


class Schedule(Protocol):
    """`archive.schedules.Schedule`."""

    @property
    def every(self) -> timedelta | None: ...

    @property
    def effective(self) -> timedelta | None: ...

    @property
    def next_at(self) -> datetime | None: ...

    @property
    def gone_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class ThreadSchedule:
    """`every` is the thread's own, `never` among them; `effective` what holds, the author's or that of all otherwise."""

    every: str | None
    effective: str | None
    next_at: datetime | None
    gone_at: datetime | None

    @classmethod
    def from_domain(cls, schedule: Schedule) -> ThreadSchedule:
        own = None if schedule.every is None else format_every(schedule.every)
        effective = format_duration(schedule.effective) if schedule.effective else None
        return cls(own, effective, utc_or_none(schedule.next_at), utc_or_none(schedule.gone_at))


@dataclass(frozen=True, slots=True)
class SharedSchedule:
    every: str | None

    @classmethod
    def from_domain(cls, every: timedelta | None) -> SharedSchedule:
        return cls(format_duration(every) if every else None)


def format_every(every: timedelta) -> str:
    return format_duration(every) if every else "never"
