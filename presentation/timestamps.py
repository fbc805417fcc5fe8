"""Times in UTC, as JSON and files for programs have them. A time without a zone is taken for UTC, as the archive does."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def utc_or_none(at: datetime | None) -> datetime | None:
    return None if at is None else utc(at)


def rfc3339(at: datetime | None) -> str | None:
    return None if at is None else utc(at).isoformat().replace("+00:00", "Z")
