"""A Place: what a Reading did with a line of its text."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    """Where a reading put a line; MARKER is a line that is nothing but an author's number."""

    MARKER = "marker"
    POINT = "point"
    AUTHOR = "author"
    RELATED = "related"
    DROPPED = "dropped"
    NOWHERE = "nowhere"
