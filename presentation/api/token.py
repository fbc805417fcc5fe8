"""Tokens, and the codes that browsers are paired with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import token as shapes
from domain.shapes.token import Scope
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def from_domain(cls, token: shapes.Token) -> Token:
        return cls(token.id, token.name, token.scopes, utc(token.created_at), utc_or_none(token.last_used_at))


@dataclass(frozen=True, slots=True)
class Tokens:
    items: list[Token]


@dataclass(frozen=True, slots=True)
class NewToken:
    """A new token. `token` is its secret, which is shown only once."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None
    token: str

    @classmethod
    def from_domain(cls, new: shapes.NewToken) -> NewToken:
        token = new.token
        created_at, last_used_at = utc(token.created_at), utc_or_none(token.last_used_at)
        return cls(token.id, token.name, token.scopes, created_at, last_used_at, new.secret)


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code to type into the extension, which trades it for a token once."""

    code: str
    expires_at: datetime

    @classmethod
    def from_domain(cls, pairing: shapes.Pairing) -> PairingCode:
        return cls(pairing.code, utc(pairing.expires_at))
