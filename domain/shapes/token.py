"""A Token: what a program sends instead of a login. Created by a pairing or by the owner; checked by the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.submission import OWNER


class Scope(StrEnum):
    """`save`: submit, and read one's own submissions and their handouts. `read`: the whole archive. `write`: change it.

    `feed`: read feeds; such a token may stand in their address.
    """

    SAVE = "save"
    READ = "read"
    WRITE = "write"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed. Its secret is shown once, when it is made, and not stored. `person` made it."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None = None
    person: str = OWNER


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made, and its secret."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """A code that the extension can trade for a token, once, until `expires_at`."""

    code: str
    expires_at: datetime
