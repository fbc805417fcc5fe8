"""A Edit: one thing that a person put right in a thread, kept as a layer over whatever is read.

Points are named by what survives reading again, merging and refreshing, never by their position.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Named:
    """A point, or a block that was left out, as it is found again.

    By `post_id` where it has one: then `occurrence` (from 0) and `among` count the points that share it (parts of one that was
    split). Else by the hash of its `words`, and which of those alike it is. `beginning` tells a person which was meant.
    """

    words: str
    beginning: str = ""
    post_id: str | None = None
    occurrence: int = 0
    among: int = 1


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a point in two at a code point of its text. `onward` is how the second part begins, should the text have changed."""

    point: Named
    at: int
    onward: str


@dataclass(frozen=True, slots=True)
class Join:
    """Make one point of two neighbours."""

    point: Named
    following: Named


@dataclass(frozen=True, slots=True)
class Drop:
    """Leave a point out of the thread; its words go to what was left out."""

    point: Named


@dataclass(frozen=True, slots=True)
class Restore:
    """Take a block back that was left out, by reading or by a person. `after` None: it becomes the first point."""

    block: Named
    after: Named | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says about the thread; None leaves as it is what was read."""

    title: str | None = None
    author: str | None = None
    handle: str | None = None
    url: str | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """Exactly one of these."""

    split: Split | None = None
    join: Join | None = None
    drop: Drop | None = None
    restore: Restore | None = None
    set: Facts | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """An Operation as it was asked for. One that is undone is kept, and told, but not applied."""

    id: int
    operation: Operation
    by: str
    at: datetime
    undone: bool = False
