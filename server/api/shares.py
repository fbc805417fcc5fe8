"""Shares of a thread: links that need no login."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import shares
from presentation.api.share import Share, Shares
from server.access.auth import Scope, allow, current_caller
from server.access.share_links import share_url
from server.api import request_body
from server.api.redirects import checked_id
from server.api.requests import ShareBody
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("shares", __name__)


@blueprint.get("/threads/<id_>/shares")
@allow(Scope.WRITE)
@documented(response=Shares)
def index(id_: str) -> Shares:
    """The thread's links that are not over, the newest first."""
    listed = shares.list_shares(app_context().archive, checked_id(id_))
    return Shares([Share.from_domain(share, share_url(share.id)) for share in listed])


@blueprint.post("/threads/<id_>/shares")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=ShareBody, response=Share, status=201)
def make(id_: str) -> tuple[Share, dict[str, str]]:
    """Make a link by which anybody can read the thread."""
    body, by = request_body.read(ShareBody), current_caller().name
    chosen = {"seconds": body.expires_in, "redact": bool(body.redact), "editions": body.editions, "tags": body.tags}
    share = shares.create(app_context().archive, checked_id(id_), by=by, **chosen)  # type: ignore[arg-type]  # of those types
    url = share_url(share.id)
    return Share.from_domain(share, url), {"Location": url}


@blueprint.delete("/threads/<id_>/shares/<share_id>")
@allow(Scope.WRITE)
@documented(status=204)
def revoke(id_: str, share_id: str) -> Response:
    """Revoke a link at once."""
    shares.revoke(app_context().archive, checked_id(id_), share_id, current_caller().name)
    return Response(status=204)
