"""An Edit: one change that a person made in a thread by hand, stored as a layer over whatever is read.

Points are referred to by what survives reading again, merging and refreshing, never by their position.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reference:
    """Refers to a point, or to a block that was left out.

    A point with a `post_id` is found by it; `occurrence` (from 0) and `total` count the points that share it, which are parts
    of a post that was split. Others are found by the hash of their words, and `occurrence` among those with the same hash.
    `excerpt` has the first words, for people.
    """

    words_hash: str
    excerpt: str = ""
    post_id: str | None = None
    occurrence: int = 0
    total: int = 1


@dataclass(frozen=True, slots=True)
class Split:
    """Splits a point in two at a code point of its text. `continuation` is how the second part begins; it finds the place again
    when the text has changed."""

    point: Reference
    at: int
    continuation: str


@dataclass(frozen=True, slots=True)
class Join:
    """Makes one point of two neighbours."""

    point: Reference
    following: Reference


@dataclass(frozen=True, slots=True)
class Drop:
    """Removes a point from the thread; its text goes to the dropped blocks."""

    point: Reference


@dataclass(frozen=True, slots=True)
class Restore:
    """Makes a point of a block that was left out, by reading or by a person. `after` None: it becomes the first point."""

    block: Reference
    after: Reference | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person set about the thread; None leaves what was read."""

    title: str | None = None
    author: str | None = None
    handle: str | None = None
    url: str | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Takes the other way to read the Captures: `name` is that of the Alternative, `points` how many it had."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One change: exactly one field is set."""

    split: Split | None = None
    join: Join | None = None
    drop: Drop | None = None
    restore: Restore | None = None
    set: Facts | None = None
    read_as: ReadAs | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """An Operation with who made it and when. One that was undone is kept and listed, but not applied."""

    id: int
    operation: Operation
    by: str
    at: datetime
    undone: bool = False
