"""A Notice: something about a thread or an author that its owner wants to hear of. Sent at once, or in a daily digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """`new` is a thread of an author who is followed without archiving; `author_gone` an account that is not there any more.

    `test` is asked for by a person who wants to see whether anything comes.
    """

    KEPT = "kept"
    GROWN = "grown"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    AUTHOR_GONE = "author_gone"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Notice:
    """`title` and `url` are those of a thread, or an author's name and address."""

    id: int
    event: Event
    thread_id: str | None
    title: str
    url: str | None
    created_at: datetime
