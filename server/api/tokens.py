"""Tokens: what programs show instead of a login. Only the owner sees, makes and revokes them."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import tokens
from presentation.thread_json import Json, new_token_json, token_json
from server.api import request_body
from server.api.description import documented
from server.api.requests import TokenBody
from server.api.responses import NewToken, Tokens
from server.context import app_context

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/tokens")
@documented(response=Tokens)
def index() -> Json:
    """Every token, the newest first, without their secrets."""
    return {"items": [token_json(each) for each in tokens.list_tokens(app_context().archive)]}


@blueprint.post("/tokens")
@documented(body=TokenBody, response=NewToken, status=201)
def make() -> tuple[Json, int]:
    """Make a token; its secret is told this once."""
    body = request_body.read(TokenBody)
    return new_token_json(tokens.create(app_context().archive, body.name, body.scopes)), 201


@blueprint.delete("/tokens/<id_>")
@documented(status=204)
def revoke(id_: str) -> Response:
    """End a token at once."""
    tokens.revoke(app_context().archive, id_)
    return Response(status=204)
