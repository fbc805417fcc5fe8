"""Runs the bot's rounds and what they request, as the scheduler and the workers do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive import mentions, routines, submissions, work
from archive.archive import Archive
from domain.shapes.mention import Mention
from workers import jobs


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def run_rounds(archive: Archive, clock: Clock, count: int = 3, pause: timedelta = timedelta(minutes=1)) -> None:
    """Lets time pass between the rounds, and archives what they request."""
    for _ in range(count):
        clock.now += pause
        routines.request_due(archive)
        for name, id_ in reversed(work.waiting_ids(archive)):  # the routines before what they request
            jobs.RUN[name](id_, archive)
        for id_ in submissions.unclaimed(archive):
            jobs.run_submission(id_, archive)


def outcome(mention: Mention) -> tuple[str, str | None]:
    """How a mention ended, and why."""
    return mention.state.value, mention.reason.key if mention.reason else None


def outcomes(archive: Archive) -> dict[str, tuple[str, str | None]]:
    """How each mention ended, by its address."""
    return {mention.address: outcome(mention) for mention in mentions.list_recent(archive, 1000)}
