"""Idempotency keys: a request that is sent twice within a day is received once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from archive.tables import idempotency
from domain.digest import text_digest
from domain.errors import IdempotencyMismatch

MAX_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Key:
    """A caller's name for one request, and the sha256 of the request's body."""

    caller: str
    name: str
    body_sha256: str

    @property
    def name_hash(self) -> str:
        """What is stored: of one length, whatever the caller sends."""
        return text_digest(self.name)


def find_submission(connection: Connection, key: Key, now: datetime) -> str | None:
    """The submission that was made with this key, if any. Raises `IdempotencyMismatch` for another body."""
    connection.execute(delete(idempotency).where(idempotency.c.created_at <= now - MAX_AGE))
    query = select(idempotency).where(idempotency.c.caller == key.caller, idempotency.c.key == key.name_hash)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.body_sha256 != key.body_sha256:
        raise IdempotencyMismatch
    return str(row.submission_id)


def store(connection: Connection, key: Key, submission_id: str, now: datetime) -> None:
    values = {"caller": key.caller, "key": key.name_hash, "body_sha256": key.body_sha256}
    connection.execute(idempotency.insert().values(**values, submission_id=submission_id, created_at=now))
