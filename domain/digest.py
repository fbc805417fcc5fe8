"""The hash that names captures, handouts and idempotency keys, and the short one by which texts are looked up."""

from __future__ import annotations

import hashlib


def digest(body: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def short_digest(text: str) -> int:
    """64 bits with a sign. Among 10 million texts two are equal with a chance of one in 370,000."""
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big", signed=True)
