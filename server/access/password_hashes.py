"""Hashes of people's passwords: argon2id with the parameters of RFC 9106 for machines with little memory."""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import Invalid
from domain.messages import message
from domain.passwords import SHORTEST_PASSWORD, is_weak

LONGEST: Final = 1000
"""Characters; a longer one only costs time."""
AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Each takes 64 MiB and some 50 ms."""
_hasher: Final = PasswordHasher()


def hash_password(password: str) -> str:
    """Raises Invalid for one that is easy to guess, or too long."""
    if is_weak(password) or len(password) > LONGEST:
        raise Invalid("password", fields={"password": message("invalid.weak_password", least=SHORTEST_PASSWORD)})
    with AT_ONCE:
        return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def is_password(entered: str, stored: str | None) -> bool:
    """Whether it is the password of this hash. Without a hash it takes as long, so that names cannot be tried out."""
    with AT_ONCE:
        try:
            _hasher.verify(stored or _hash_of_nothing(), entered[:LONGEST].encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash("")
