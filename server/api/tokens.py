"""Tokens: what programs show instead of a login. Only the owner sees, makes and revokes them."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import tokens
from presentation.api.token import NewToken, Token, Tokens
from server.access.auth import current_caller
from server.api import request_body
from server.api.requests import TokenBody
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/tokens")
@documented(response=Tokens)
def index() -> Tokens:
    """Every token, the newest first, without their secrets."""
    return Tokens([Token.from_domain(token) for token in tokens.list_tokens(app_context().archive)])


@blueprint.post("/tokens")
@body_limit(SMALL)
@documented(body=TokenBody, response=NewToken, status=201)
def make() -> NewToken:
    """Make a token; its secret is shown only once."""
    body = request_body.read(TokenBody)
    return NewToken.from_domain(tokens.create(app_context().archive, body.name, body.scopes, current_caller().person))


@blueprint.delete("/tokens/<id_>")
@documented(status=204)
def revoke(id_: str) -> Response:
    """Revoke a token at once."""
    tokens.revoke(app_context().archive, id_, current_caller().name)
    return Response(status=204)
