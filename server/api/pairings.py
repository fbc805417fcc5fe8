"""Pairings: the owner gets a code, a browser with the extension trades it for a token."""

from __future__ import annotations

from flask import Blueprint

from archive import pairings
from domain.errors import Forbidden
from presentation.thread_json import Json, moment, new_token_json
from server.access.auth import EVERYTHING, allow_anyone, check_csrf, current_caller
from server.api import request_body
from server.api.description import documented
from server.api.requests import PairingBody
from server.api.responses import Pairing
from server.context import app_context

blueprint = Blueprint("pairings", __name__)
UNNAMED = "A browser"


@blueprint.post("/pairings")
@allow_anyone
@documented(body=PairingBody, response=Pairing, status=201)
def pair() -> tuple[Json, int]:
    """Trade a code for a token that may save; without a code, and for the owner only, get one."""
    body = request_body.read(PairingBody)
    if body.code is None:
        return _code(), 201
    return new_token_json(pairings.redeem(app_context().archive, body.code, body.name or UNNAMED)), 201


def _code() -> Json:
    if not current_caller().scopes >= EVERYTHING:
        raise Forbidden("Only the owner of this Threadsheet can make a code.")
    check_csrf()
    made = pairings.create(app_context().archive)
    return {"code": made.code, "expires_at": moment(made.expires_at)}
