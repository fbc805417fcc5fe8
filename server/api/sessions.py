"""Sessions: the logins of browsers. A person sees and ends their own, an owner those of all; tokens neither."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import sessions
from domain.errors import NotFound
from domain.ids import is_id
from domain.shapes import person as shapes
from presentation.api.person import Session, Sessions
from server.access.auth import Role, allow_role, current_caller
from server.access.sessions import login_proof
from server.api.responses import documented
from server.context import app_context

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sessions")
@allow_role(Role.READER)
@documented(response=Sessions)
def index() -> Sessions:
    """The open sessions, the last used first: one's own, for an owner those of all."""
    present = current_caller().session
    return Sessions([
        Session.from_domain(session, current=present is not None and session.id == present.id)
        for session in list_visible()
    ])  # fmt: skip


@blueprint.delete("/sessions/<id_>")
@allow_role(Role.READER)
@documented(status=204)
def end(id_: str) -> Response:
    """End a session at once."""
    end_visible(id_)
    return Response(status=204)


def list_visible(*, own: bool = False) -> tuple[shapes.Session, ...]:
    """The sessions that the caller may see; with `own` only theirs."""
    context, caller = app_context(), current_caller()
    person = caller.name if own or not caller.owner else None
    return sessions.list_sessions(context.archive, login_proof(context.settings.password), person)


def end_visible(id_: str) -> None:
    """Ends a session that the caller may see. Raises NotFound."""
    if not is_id(id_):
        raise NotFound("session")
    caller = current_caller()
    sessions.end_listed(app_context().archive, id_, caller.name, None if caller.owner else caller.name)
