"""The hash that names captures, handouts and idempotency keys, and the short one by which texts are looked up."""

from __future__ import annotations

import hashlib


def digest(body: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def text_digest(text: str) -> str:
    """The SHA-256 of a text, also of one with halves of surrogate pairs, which UTF-8 does not have."""
    return digest(text.encode("utf-8", "surrogatepass"))


def secret_digest(secret: str) -> str:
    """What is stored of a secret of 256 random bits, which needs neither salt nor a slow hash."""
    return text_digest(secret)


def short_digest(text: str) -> int:
    """64 bits with a sign. Among 10 million texts two are equal with a chance of one in 370,000."""
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big", signed=True)
