"""Sessions: the logins of browsers. A person sees and ends their own, an owner those of all; tokens neither."""

from __future__ import annotations

from flask import Blueprint, Response

from presentation.api.person import Session, Sessions
from server.access.auth import Role, allow_role
from server.api.responses import documented
from server.people import end_session, is_current, visible_sessions

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sessions")
@allow_role(Role.READER)
@documented(response=Sessions)
def index() -> Sessions:
    """The open sessions, the last used first: one's own, for an owner those of all."""
    return Sessions([Session.from_domain(session, current=is_current(session)) for session in visible_sessions()])


@blueprint.delete("/sessions/<id_>")
@allow_role(Role.READER)
@documented(status=204)
def end(id_: str) -> Response:
    """End a session at once."""
    end_session(id_)
    return Response(status=204)
