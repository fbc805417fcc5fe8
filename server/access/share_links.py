"""The addresses of shares, signed with the server's key."""

from __future__ import annotations

from flask import current_app

from domain.errors import NotFound
from domain.share_secrets import PATH, share_id_of, share_secret
from server.access.local_paths import public_address


def share_url(id_: str) -> str:
    """The address of a share, as other people reach it."""
    return public_address(PATH + share_secret(str(current_app.secret_key), id_))


def share_id(secret: str) -> str:
    """The id of the share with this secret. Raises `NotFound`."""
    id_ = share_id_of(str(current_app.secret_key), secret)
    if id_ is None:
        raise NotFound("share")
    return id_
