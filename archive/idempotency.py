"""Idempotency keys: the same request sent twice within a day is received once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from archive.tables import idempotency
from domain.digest import digest
from domain.errors import IdempotencyMismatch

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Key:
    """A caller's name for one request, and the sha256 of what it asked."""

    caller: str
    name: str
    body_sha256: str

    @property
    def stored(self) -> str:
        """The name as it is kept: of one length, whatever a caller sends."""
        return digest(self.name.encode("utf-8", "surrogatepass"))


def answered(connection: Connection, key: Key, now: datetime) -> str | None:
    """The submission that this key was answered with, if any. Raises `IdempotencyMismatch` for another body."""
    connection.execute(delete(idempotency).where(idempotency.c.created_at <= now - KEPT))
    seen = select(idempotency).where(idempotency.c.caller == key.caller, idempotency.c.key == key.stored)
    row = connection.execute(seen).one_or_none()
    if row is None:
        return None
    if row.body_sha256 != key.body_sha256:
        raise IdempotencyMismatch
    return str(row.submission_id)


def remember(connection: Connection, key: Key, submission_id: str, now: datetime) -> None:
    values = {"caller": key.caller, "key": key.stored, "body_sha256": key.body_sha256}
    connection.execute(idempotency.insert().values(**values, submission_id=submission_id, created_at=now))
