"""Tokens: created, found by their secret, listed and revoked. Only a hash of the secret is stored."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, delete, select, update

from archive import audit
from archive.archive import Archive
from archive.tables import tokens
from domain.digest import secret_digest
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.messages import Message, message
from domain.shapes.audit import Action
from domain.shapes.submission import OWNER
from domain.shapes.token import NewToken, Scope, Token

PREFIX: Final = "ts_"
SECRET_BYTES: Final = 32
MAX_NAME: Final = 100
USE_INTERVAL: Final = timedelta(minutes=1)


def create(archive: Archive, name: str, scopes: Iterable[Scope], person: str = OWNER) -> NewToken:
    """Creates a token of that person. Raises Invalid when the name or the scopes are missing."""
    with archive.database.write() as connection:
        new = insert_token(connection, name, scopes, archive.clock(), person)
        audit.record(connection, archive, person, Action.TOKEN_MADE, new.token.id, new.token.name)
        return new


def insert_token(connection: Connection, name: str, scopes: Iterable[Scope], now: datetime, person: str = OWNER) -> NewToken:
    """As `create`, in the caller's transaction."""
    name, unique_scopes = " ".join(name.split())[:MAX_NAME], tuple(sorted(set(scopes)))
    if not name:
        raise Invalid("token_name", fields={"name": Message("invalid.name_missing")})
    if not unique_scopes:
        raise Invalid("token_scopes", fields={"scopes": message("invalid.some_of", values=tuple(Scope))})
    token = Token(new_id(), name, unique_scopes, now, person=person)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    values = {"id": token.id, "name": name, "scopes": unique_scopes, "created_at": now, "person": person}
    connection.execute(tokens.insert().values(**values, secret_sha256=secret_digest(secret)))
    return NewToken(token, secret)


def authenticate(archive: Archive, secret: str) -> Token | None:
    """The token with this secret; None for an unknown secret."""
    with archive.database.read() as connection:
        row = connection.execute(select(tokens).where(tokens.c.secret_sha256 == secret_digest(secret))).one_or_none()
    return _token(row) if row is not None else None


def record_use(archive: Archive, token: Token) -> None:
    """Records that a token was used now; at most once a minute."""
    now = archive.clock()
    if token.last_used_at is None or now - token.last_used_at >= USE_INTERVAL:
        with archive.database.write() as connection:
            connection.execute(update(tokens).where(tokens.c.id == token.id).values(last_used_at=now))


def list_tokens(archive: Archive) -> tuple[Token, ...]:
    """All tokens, newest first."""
    with archive.database.read() as connection:
        rows = connection.execute(select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.id))
        return tuple(map(_token, rows))


def revoke(archive: Archive, id_: str, by: str = OWNER) -> None:
    """Revokes a token; its next use is refused. Raises NotFound."""
    with archive.database.write() as connection:
        name = connection.execute(delete(tokens).where(tokens.c.id == id_).returning(tokens.c.name)).scalar_one_or_none()
        if name is None:
            raise NotFound("token")
        audit.record(connection, archive, by, Action.TOKEN_REVOKED, id_, name)


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(row.id, row.name, row.scopes, row.created_at, row.last_used_at, row.person)
