"""Sessions: logins of browsers, ended by a log-out, a changed password, or time. Only a hash of the secret is stored."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update

from archive.archive import Archive
from archive.tables import sessions
from domain.digest import digest

LIFETIME: Final = timedelta(days=30)
USE_INTERVAL: Final = timedelta(hours=1)


def begin(archive: Archive, password_sha256: str, agent: str | None) -> str:
    """Stores a session and returns its secret. Sessions whose time is over are deleted."""
    now, secret = archive.clock(), secrets.token_urlsafe(32)
    values = {"password_sha256": password_sha256, "agent": (agent or "")[:300], "created_at": now, "last_used_at": now}
    with archive.database.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.last_used_at < now - LIFETIME))
        connection.execute(sessions.insert().values(secret_sha256=_hash(secret), **values))
    return secret


def is_open(archive: Archive, secret: str, password_sha256: str) -> bool:
    """Whether there is a session with this secret, begun with the present password. Its use is recorded."""
    now = archive.clock()
    query = select(sessions.c.last_used_at).where(
        sessions.c.secret_sha256 == _hash(secret),
        sessions.c.password_sha256 == password_sha256,
        sessions.c.last_used_at >= now - LIFETIME,
    )
    with archive.database.read() as connection:
        last_used_at = connection.execute(query).scalar_one_or_none()
    if last_used_at is None:
        return False
    if now - last_used_at >= USE_INTERVAL:
        with archive.database.write() as connection:
            used = update(sessions).where(sessions.c.secret_sha256 == _hash(secret))
            connection.execute(used.values(last_used_at=now))
    return True


def end(archive: Archive, secret: str) -> None:
    with archive.database.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.secret_sha256 == _hash(secret)))


def _hash(secret: str) -> str:
    """A plain hash: 256 random bits need neither salt nor a slow hash."""
    return digest(secret.encode("utf-8", "surrogatepass"))
