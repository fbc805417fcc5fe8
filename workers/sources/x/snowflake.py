"""X's post ids tell when they were made: the milliseconds since November 2010 stand in their upper bits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # 1288834974657 ms after 1970
OLDEST = 29_700_859_247  # the first id of this kind; those before it tell nothing
LONGEST = 20  # digits


def made_at(id_: str | None) -> datetime | None:
    """When the post with this id was made, to the second; None when the id does not tell."""
    if not id_ or not (id_.isascii() and id_.isdecimal()) or len(id_) > LONGEST or int(id_) < OLDEST:
        return None
    return (EPOCH + timedelta(milliseconds=int(id_) >> 22)).replace(microsecond=0)
