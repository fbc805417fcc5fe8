"""Pairings: a short code that one browser can exchange for a token, once, within two minutes and five tries."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, update

from archive.archive import Archive
from archive.tables import pairings
from archive.tokens import insert_token
from domain.digest import text_digest
from domain.errors import PairingRefused
from domain.shapes.submission import OWNER
from domain.shapes.token import NewToken, Pairing, Scope

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits without those that look like another."""
LENGTH: Final = 8
LIFETIME: Final = timedelta(minutes=2)
TRIES: Final = 5


def create(archive: Archive, person: str = OWNER) -> Pairing:
    """Creates a code, for a token of that person. It replaces any other: only the code that a person is looking at counts."""
    now = archive.clock()
    pairing = Pairing("".join(secrets.choice(LETTERS) for _ in range(LENGTH)), now + LIFETIME)
    with archive.database.write(alone=True) as connection:
        connection.execute(delete(pairings))
        values = {"code_sha256": _hash(pairing.code), "expires_at": pairing.expires_at, "tries": 0, "person": person}
        connection.execute(pairings.insert().values(**values))
    return pairing


def redeem(archive: Archive, code: str, name: str) -> NewToken:
    """Exchanges a code for a token with scope `save`. A wrong code counts as a try. Raises PairingRefused."""
    now = archive.clock()
    valid = (pairings.c.code_sha256 == _hash(code), pairings.c.expires_at > now, pairings.c.tries < TRIES)
    with archive.database.write(alone=True) as connection:
        used = delete(pairings).where(*valid).returning(pairings.c.person)
        if person := connection.execute(used).scalar_one_or_none():
            return insert_token(connection, name, [Scope.SAVE], now, person)
        connection.execute(update(pairings).values(tries=pairings.c.tries + 1))
    raise PairingRefused


def _hash(code: str) -> str:
    """The hash of a code; capitals and separators do not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return text_digest(plain)
