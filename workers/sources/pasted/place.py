"""A Place: what a Reading did with a line of its text."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    """Where a reading put a line.

    MARKER is a line that is nothing but an author's number; ATTACHED is in a quoted post, a card, a poll or a picture's text.
    """

    MARKER = "marker"
    POINT = "point"
    ATTACHED = "attached"
    AUTHOR = "author"
    RELATED = "related"
    DROPPED = "dropped"
    NOWHERE = "nowhere"
