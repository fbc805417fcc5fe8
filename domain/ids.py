"""Opaque ids: 24 characters of `[0-9a-z]`, made from 124 random bits, so that nobody finds a thread by guessing."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 24
PATTERN = re.compile(r"[0-9a-z]{20,26}")


def new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Whether `text` could be an id at all: what is not is refused before the database is asked."""
    return PATTERN.fullmatch(text) is not None
