"""The addresses of shares. A secret is the share's id with a signature by the server's key, so the database holds no secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from flask import current_app

from domain.errors import NotFound
from domain.ids import is_id
from server.access.local_paths import public_address

SIGNATURE_BYTES: Final = 16


def share_url(id_: str) -> str:
    """The address of a share, as other people reach it."""
    return public_address(f"/s/{share_secret(id_)}")


def share_secret(id_: str) -> str:
    return f"{id_}-{_signature(id_)}"


def share_id(secret: str) -> str:
    """The id of the share with this secret. Raises `NotFound`."""
    id_, _, signature = secret.partition("-")
    if not is_id(id_) or not hmac.compare_digest(signature.encode(), _signature(id_).encode()):
        raise NotFound("share")
    return id_


def _signature(id_: str) -> str:
    mac = hmac.new(str(current_app.secret_key).encode(), f"share {id_}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:SIGNATURE_BYTES]).decode().rstrip("=")
