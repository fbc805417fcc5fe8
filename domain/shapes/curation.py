"""What people add to threads for themselves: labels, a star, notes; and saved searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonNote:
    """A person's note on a thread, in Markdown."""

    note: str
    by: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Curation:
    """A thread's labels in order; one person's star and note on it, in Markdown, and the notes of others."""

    labels: tuple[str, ...]
    favourite: bool
    note: str | None
    note_by: str | None = None
    others: tuple[PersonNote, ...] = ()


@dataclass(frozen=True, slots=True)
class PointNote:
    """A note on a point of the latest Version, in Markdown; `position` is None when no point is left to it."""

    position: int | None
    note: str
    by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A collection: the threads that a query finds, whenever it is asked."""

    id: str
    name: str
    q: str
    by: str
    created_at: datetime
