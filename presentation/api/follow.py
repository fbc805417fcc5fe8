"""Authors who are followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.durations import format_duration
from domain.shapes import follow as shapes
from domain.shapes.reading import Site
from presentation.api.reason import Error, Reason
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Follow:
    """`archive` false: new threads are only reported. `every` is null for a site that cannot be asked.

    `threads` counts those archived by following; `error` is why the last look failed.
    """

    id: str
    site: Site
    handle: str
    name: str | None
    archive: bool
    every: str | None
    paused: bool
    threads: int
    created_at: datetime
    checked_at: datetime | None
    found_at: datetime | None
    next_at: datetime | None
    gone_at: datetime | None
    error: Reason | None

    @classmethod
    def from_domain(cls, follow: shapes.Follow, language: str) -> Follow:
        return cls(
            id=follow.id,
            site=follow.site,
            handle=follow.handle,
            name=follow.name,
            archive=follow.archive,
            every=format_duration(follow.every) if follow.site in shapes.ASKED else None,
            paused=follow.paused_at is not None,
            threads=follow.threads,
            created_at=utc(follow.created_at),
            checked_at=utc_or_none(follow.checked_at),
            found_at=utc_or_none(follow.found_at),
            next_at=utc_or_none(follow.due_at),
            gone_at=utc_or_none(follow.gone_at),
            error=Reason.from_domain(follow.fault, language) if follow.fault else None,
        )


@dataclass(frozen=True, slots=True)
class FailedThread:
    """A thread that following could not archive."""

    submission_id: str
    url: str | None
    error: Error
    at: datetime

    @classmethod
    def from_domain(cls, failed: shapes.FailedThread, language: str) -> FailedThread:
        return cls(failed.submission_id, failed.url, Error.from_domain(failed.failure, language), utc(failed.at))


@dataclass(frozen=True, slots=True)
class FailedThreads:
    items: list[FailedThread]


@dataclass(frozen=True, slots=True)
class Follows:
    items: list[Follow]
