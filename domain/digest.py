"""The content hash that names captures, handouts and idempotency keys."""

from __future__ import annotations

import hashlib


def digest(body: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
