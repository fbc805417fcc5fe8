"""Pairings: a short code that one browser can trade for a token, within two minutes, once, with five tries."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, update

from archive.archive import Archive
from archive.tables import pairings
from archive.tokens import add
from domain.digest import digest
from domain.errors import PairingRefused
from domain.shapes.token import NewToken, Pairing, Scope

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look like another."""
LENGTH: Final = 8
GOOD_FOR: Final = timedelta(minutes=2)
TRIES: Final = 5


def offer(archive: Archive) -> Pairing:
    """A new code. It takes the place of any other: only the code that a person is looking at counts."""
    now = archive.clock()
    made = Pairing("".join(secrets.choice(LETTERS) for _ in range(LENGTH)), now + GOOD_FOR)
    with archive.database.write(alone=True) as connection:
        connection.execute(delete(pairings))
        connection.execute(pairings.insert().values(code_sha256=_hash(made.code), expires_at=made.expires_at, tries=0))
    return made


def redeem(archive: Archive, code: str, name: str) -> NewToken:
    """Trade a code for a token that may save. A wrong code is a try against the one that is open. Raises PairingRefused."""
    now = archive.clock()
    right = (pairings.c.code_sha256 == _hash(code), pairings.c.expires_at > now, pairings.c.tries < TRIES)
    with archive.database.write(alone=True) as connection:
        if connection.execute(delete(pairings).where(*right)).rowcount:
            return add(connection, name, [Scope.SAVE], now)
        connection.execute(update(pairings).values(tries=pairings.c.tries + 1))
    raise PairingRefused


def _hash(code: str) -> str:
    """People type small letters, and leave gaps as they read it out."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return digest(plain.encode("utf-8", "surrogatepass"))
