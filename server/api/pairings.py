"""Pairings: the owner gets a code, a browser with the extension trades it for a token."""

from __future__ import annotations

from flask import Blueprint

from archive import pairings
from domain.errors import Forbidden
from presentation.api.token import NewToken, PairingCode
from server.access.auth import allow_anyone, check_csrf, current_caller
from server.api import request_body
from server.api.requests import PairingBody
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("pairings", __name__)
UNNAMED = "A browser"


@blueprint.post("/pairings")
@body_limit(SMALL)
@allow_anyone
@documented(body=PairingBody, response=PairingCode | NewToken, status=201)
def pair() -> PairingCode | NewToken:
    """Trade a code for a token that may save; without a code, and for the owner only, get one."""
    body = request_body.read(PairingBody)
    if body.code is None:
        return _new_code()
    return NewToken.from_domain(pairings.redeem(app_context().archive, body.code, body.name or UNNAMED))


def _new_code() -> PairingCode:
    if not current_caller().owner:
        raise Forbidden("pairing")
    check_csrf()
    return PairingCode.from_domain(pairings.create(app_context().archive, current_caller().person))
