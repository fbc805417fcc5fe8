"""Tokens: made, recognised by their secret, listed, revoked. Only a hash of a secret is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, delete, select, update

from archive.archive import Archive
from archive.tables import tokens
from domain.digest import digest
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.shapes.token import NewToken, Scope, Token

BEGINNING: Final = "ts_"
SECRET_BYTES: Final = 32
LONGEST_NAME: Final = 100
USE_NOTED_EVERY: Final = timedelta(minutes=1)


def make(archive: Archive, name: str, scopes: Iterable[Scope]) -> NewToken:
    """A new token. Raises Invalid for one without a name or without anything it may do."""
    with archive.database.write() as connection:
        return add(connection, name, scopes, archive.clock())


def add(connection: Connection, name: str, scopes: Iterable[Scope], now: datetime) -> NewToken:
    """The same within a transaction of the caller's."""
    named, allowed = " ".join(name.split())[:LONGEST_NAME], tuple(sorted(set(scopes)))
    if not named:
        raise Invalid("A token needs a name, so that you know it again.", {"name": "Give it a name."})
    if not allowed:
        raise Invalid("A token has to be good for something.", {"scopes": f"One or more of: {', '.join(Scope)}."})
    token = Token(new_id(), named, allowed, now)
    secret = BEGINNING + secrets.token_urlsafe(SECRET_BYTES)
    values = {"id": token.id, "name": named, "scopes": allowed, "created_at": now}
    connection.execute(tokens.insert().values(**values, secret_sha256=_hash(secret)))
    return NewToken(token, secret)


def recognised(archive: Archive, secret: str) -> Token | None:
    """The token with this secret, its use noted; None for a secret that is none of ours."""
    with archive.database.read() as connection:
        row = connection.execute(select(tokens).where(tokens.c.secret_sha256 == _hash(secret))).one_or_none()
    if row is None:
        return None
    now = archive.clock()
    if row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY:
        with archive.database.write() as connection:
            connection.execute(update(tokens).where(tokens.c.id == row.id).values(last_used_at=now))
    return _token(row)


def listed(archive: Archive) -> tuple[Token, ...]:
    """All tokens, the newest first."""
    with archive.database.read() as connection:
        rows = connection.execute(select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.id))
        return tuple(map(_token, rows))


def revoke(archive: Archive, id_: str) -> None:
    """End a token; its next use is refused. Raises NotFound."""
    with archive.database.write() as connection:
        if not connection.execute(delete(tokens).where(tokens.c.id == id_)).rowcount:
            raise NotFound("There is no such token.")


def _hash(secret: str) -> str:
    """256 random bits need no salt and no slowness."""
    return digest(secret.encode("utf-8", "surrogatepass"))


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(row.id, row.name, row.scopes, row.created_at, row.last_used_at)
