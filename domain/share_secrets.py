"""The secret in the address of a share: its id with a signature by the server's key, so the database holds no secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from domain.ids import is_id

SIGNATURE_BYTES: Final = 16
PATH: Final = "/s/"


def share_secret(key: str, id_: str) -> str:
    return f"{id_}-{_signature(key, id_)}"


def share_id_of(key: str, secret: str) -> str | None:
    """The id of the share with this secret; None where the signature is another key's."""
    id_, _, signature = secret.partition("-")
    signed = is_id(id_) and hmac.compare_digest(signature.encode(), _signature(key, id_).encode())
    return id_ if signed else None


def _signature(key: str, id_: str) -> str:
    mac = hmac.new(key.encode(), f"share {id_}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:SIGNATURE_BYTES]).decode().rstrip("=")
