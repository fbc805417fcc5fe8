"""Shares: made, listed, opened and revoked. One that is over is as if it were not there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, insert, or_, select, update

from archive import audit
from archive.archive import Archive
from archive.tables import shares
from archive.threads.versions import latest_title, require_thread
from domain.editions import Edition
from domain.errors import NotFound
from domain.ids import is_id, new_id
from domain.shapes.audit import Action
from domain.shapes.share import Share
from domain.shapes.submission import OWNER

LONGEST: Final = timedelta(days=3660)


def create(
    archive: Archive, thread_id: str, *, by: str, seconds: int | None, redact: bool, editions: Sequence[Edition], tags: bool
) -> Share:
    """Raises `NotFound` when there is no such thread, or it is in the wastebasket."""
    now = archive.clock()
    expires_at = now + min(timedelta(seconds=seconds), LONGEST) if seconds is not None else None
    chosen = tuple(edition for edition in Edition if edition in editions)
    share = Share(new_id(), thread_id, redact, tags, chosen, expires_at, 0, by, now)
    values = {
        "id": share.id,
        "thread_id": thread_id,
        "redact": redact,
        "tags": tags,
        "editions": chosen,
        "expires_at": expires_at,
        "openings": 0,
        "by": by,
        "created_at": now,
    }
    with archive.database.write(alone=True) as connection:
        require_thread(connection, thread_id)
        connection.execute(insert(shares).values(**values))
        audit.record(connection, archive, by, Action.SHARED, thread_id, latest_title(connection, thread_id))
    return share


def list_shares(archive: Archive, thread_id: str) -> tuple[Share, ...]:
    """The thread's shares that are not over, the newest first. Raises `NotFound`."""
    query = select(shares).where(shares.c.thread_id == thread_id, _is_open(archive))
    with archive.database.read() as connection:
        require_thread(connection, thread_id)
        rows = connection.execute(query.order_by(shares.c.created_at.desc(), shares.c.id)).all()
    return tuple(map(_share, rows))


def find(archive: Archive, id_: str) -> Share:
    """Raises `NotFound` for one that was revoked or is over."""
    with archive.database.read() as connection:
        row = connection.execute(select(shares).where(shares.c.id == id_, _is_open(archive))).one_or_none()
    if row is None:
        raise NotFound("share")
    return _share(row)


def find_made_by(archive: Archive, thread_id: str, by: str) -> Share | None:
    """The newest of the thread's shares that somebody made and that is not over."""
    with archive.database.read() as connection:
        query = select(shares).where(shares.c.thread_id == thread_id, shares.c.by == by, _is_open(archive))
        row = connection.execute(query.order_by(shares.c.created_at.desc(), shares.c.id).limit(1)).one_or_none()
    return _share(row) if row else None


def count_opening(archive: Archive, id_: str) -> None:
    with archive.database.write() as connection:
        connection.execute(update(shares).where(shares.c.id == id_).values(openings=shares.c.openings + 1))


def revoke(archive: Archive, thread_id: str, id_: str, by: str = OWNER) -> None:
    """Raises `NotFound`."""
    its = (shares.c.id == id_, shares.c.thread_id == thread_id)
    with archive.database.write() as connection:
        if not is_id(id_) or connection.execute(delete(shares).where(*its)).rowcount == 0:
            raise NotFound("share")
        audit.record(connection, archive, by, Action.SHARE_REVOKED, thread_id, latest_title(connection, thread_id))


def _is_open(archive: Archive) -> Any:  # a condition
    return or_(shares.c.expires_at.is_(None), shares.c.expires_at > archive.clock())


def _share(row: Row[Any]) -> Share:
    return Share(
        row.id, row.thread_id, row.redact, row.tags, row.editions, row.expires_at, row.openings, row.by, row.created_at
    )
