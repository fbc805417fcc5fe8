"""People: an owner invites them, gives them a role, removes them, and reads the audit log. No token does any of it."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import people
from domain.shapes import person as shapes
from presentation.api.person import AuditEntry, AuditList, Invitation, People, Person
from server.access.auth import current_caller
from server.api import request_body
from server.api.people_requests import PersonBody, RoleBody
from server.api.query import NUMBER
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.people import audit_page, invitation_url

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
@documented(response=People)
def index() -> People:
    """All people who were invited, by name."""
    return People([Person.from_domain(person) for person in people.list_people(app_context().archive)])


@blueprint.post("/people")
@body_limit(SMALL)
@documented(body=PersonBody, response=Invitation, status=201)
def invite() -> tuple[Invitation, dict[str, str]]:
    """Invite a person; the link is shown only once, and works once, within 72 hours."""
    body = request_body.read(PersonBody)
    return _with_link(people.invite(app_context().archive, body.name, body.role, current_caller().name))


@blueprint.post("/people/<id_>/invitation")
@body_limit(SMALL)
@documented(response=Invitation, status=201)
def invite_again(id_: str) -> tuple[Invitation, dict[str, str]]:
    """Another link for a person, for a new password too; the one before is void."""
    return _with_link(people.invite_again(app_context().archive, id_, current_caller().name))


@blueprint.patch("/people/<id_>")
@body_limit(SMALL)
@documented(body=RoleBody, response=Person)
def change_role(id_: str) -> Person:
    """Change what a person may do."""
    role = request_body.read(RoleBody).role
    return Person.from_domain(people.change_role(app_context().archive, id_, role, current_caller().name))


@blueprint.delete("/people/<id_>")
@documented(status=204)
def remove(id_: str) -> Response:
    """End a person's access at once. What they wrote stays, with their name."""
    people.remove(app_context().archive, id_, current_caller().name)
    return Response(status=204)


@blueprint.get("/audit")
@documented(response=AuditList, query={"before": NUMBER})
def entries() -> AuditList:
    """Who did what, and when, the newest first."""
    page, following = audit_page()
    return AuditList([AuditEntry.from_domain(entry) for entry in page], following)


def _with_link(invitation: shapes.Invitation) -> tuple[Invitation, dict[str, str]]:
    url = invitation_url(invitation)
    return Invitation.from_domain(invitation, url), {"Location": url}
