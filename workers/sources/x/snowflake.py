"""X's post ids contain the time of posting: the milliseconds since November 2010 are in their upper bits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # 1288834974657 ms after 1970
OLDEST = 29_700_859_247  # the first id of this kind; earlier ids contain no time
LONGEST = 20  # digits


def posted_at_from_id(id_: str | None) -> datetime | None:
    """When the post with this id was published, to the second; None when the id does not contain it."""
    if not id_ or not (id_.isascii() and id_.isdecimal()) or len(id_) > LONGEST or int(id_) < OLDEST:
        return None
    return (EPOCH + timedelta(milliseconds=int(id_) >> 22)).replace(microsecond=0)
