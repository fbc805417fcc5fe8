"""Opaque ids: 24 characters of `[0-9a-z]` from 124 random bits, so that an id cannot be guessed."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 24
PATTERN = re.compile(r"[0-9a-z]{20,26}")


def new_id() -> str:
    """A new random id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; anything else is refused without a look into the database."""
    return PATTERN.fullmatch(text) is not None
