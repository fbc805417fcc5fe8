"""Content hashes: captures, handouts and idempotency keys are named by them."""

from __future__ import annotations

import hashlib


def digest(body: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
