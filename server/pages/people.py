"""The pages of an owner about people: whom they invited, what each may do, which browsers are logged in, and who did what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import people, sessions
from domain.errors import Conflict, Invalid, ThreadsheetError
from domain.shapes.audit import Action, AuditEntry
from domain.shapes.person import Invitation, Person, Session
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.dates import Date, date
from server.people import audit_page, end_session, invitation_url, is_current, visible_sessions
from server.problems import error_text

blueprint = Blueprint("people_pages", __name__)
PATH: Final = "/settings/people"
BROWSERS: Final = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
"""What a User-Agent has of each, those first that also have another's."""
SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list."""

    id: str
    name: str
    role: Role
    joined: Date | None
    last_seen: Date | None
    invited_until: Date | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """The login of a browser in the list."""

    id: str
    person: str
    agent: str
    created: Date | None
    last_used: Date | None
    current: bool


@blueprint.get(PATH)
def index() -> str:
    """Lists people and sessions, with the form to invite."""
    return _page()


@blueprint.post(PATH)
@body_limit(SMALL)
def invite() -> str | tuple[str, int]:
    """Invites a person; the link is shown only in this answer."""
    name, role = request.form.get("name", ""), _role()
    try:
        return _page(people.invite(app_context().archive, name, role, current_caller().name))
    except Invalid as error:
        faults = {field: sentence(reason) for field, reason in error.fields.items()}
        return _page(faults=faults, name=name, role=role), 422
    except Conflict as error:
        return _page(faults={"name": sentence(error.reason)}, name=name, role=role), 409


@blueprint.post(f"{PATH}/<id_>/invitation")
@body_limit(SMALL)
def invite_again(id_: str) -> str:
    """Makes another link for a person; it is shown only in this answer."""
    return _page(people.invite_again(app_context().archive, id_, current_caller().name))


@blueprint.post(f"{PATH}/<id_>/role")
@body_limit(SMALL)
def change_role(id_: str) -> Redirect:
    """Changes what a person may do."""
    try:
        person = people.change_role(app_context().archive, id_, _role(), current_caller().name)
        flash(load_messages().people.role_changed(name=person.name, role=load_messages().people.roles[person.role]))
    except Conflict as error:
        flash(error_text(error))
    return redirect(PATH, 303)


@blueprint.post(f"{PATH}/<id_>/remove")
@body_limit(SMALL)
def remove(id_: str) -> Redirect:
    """Ends a person's access."""
    try:
        person = people.get(app_context().archive, id_)
        people.remove(app_context().archive, id_, current_caller().name)
        flash(load_messages().people.removed(name=person.name))
    except Conflict as error:
        flash(error_text(error))
    return redirect(PATH, 303)


@blueprint.get("/settings/audit")
def entries() -> str:
    """Lists who did what, the newest first."""
    page, following = audit_page()
    rows = [(entry, _audit_title(entry), date(entry.at)) for entry in page]
    return render_template("pages/people/audit.html.jinja", entries=rows, following=following)


@blueprint.get("/account")
@allow_role(Role.READER)
def account() -> str:
    """Shows the caller's own name, role and sessions."""
    return account_page()


@blueprint.post("/account/sessions/<id_>/end")
@body_limit(SMALL)
@allow_role(Role.READER)
def end(id_: str) -> Redirect:
    """Ends a session at once: one's own, an owner any."""
    try:
        end_session(id_)
        flash(load_messages().people.session_ended)
    except ThreadsheetError as error:
        flash(error_text(error))
    return redirect(PATH if request.form.get("back") == "people" else "/account", 303)


@blueprint.post("/account/sessions/end-others")
@body_limit(SMALL)
@allow_role(Role.READER)
def end_others() -> Redirect:
    """Ends all of the caller's sessions but this one."""
    if session := current_caller().session:
        sessions.end_others(app_context().archive, session)
        flash(load_messages().people.others_ended)
    return redirect("/account", 303)


def account_page(faults: dict[str, str] | None = None) -> str:
    """The page of the caller's own account; with the faults of the form for a new password."""
    caller = current_caller()
    return render_template(
        "pages/people/account.html.jinja",
        name=caller.name,
        role=caller.role,
        person=next((person for person in people.list_people(app_context().archive) if person.name == caller.name), None),
        sessions=[_session_row(session) for session in visible_sessions(own=True)],
        faults=faults or {},
    )


def _page(
    invitation: Invitation | None = None, faults: dict[str, str] | None = None, name: str = "", role: Role = Role.READER
) -> str:
    return render_template(
        "pages/people/people.html.jinja",
        url=invitation_url(invitation) if invitation else None,
        invitation=invitation,
        until=date(invitation.expires_at) if invitation else None,
        people=[_row(person) for person in people.list_people(app_context().archive)],
        sessions=[_session_row(session) for session in visible_sessions()],
        roles=tuple(Role),
        faults=faults or {},
        name=name,
        chosen=role,
        own=current_caller().name,
        open=not app_context().settings.login_required,
    )


def _role() -> Role:
    """Raises Invalid for a value that no field sends."""
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise Invalid from None


def _row(person: Person) -> PersonRow:
    dates = (date(when) for when in (person.joined_at, person.last_seen_at, person.invited_until))
    return PersonRow(person.id, person.name, person.role, *dates)


def _audit_title(entry: AuditEntry) -> str:
    """What it was done to: a login's browser, the person and role of an invitation; nothing where it is who did it."""
    if entry.action is Action.LOGGED_IN:
        return _browser(entry.title)
    if entry.action in (Action.INVITED, Action.ROLE_CHANGED):
        name, _, role = entry.title.rpartition(": ")
        roles = load_messages().people.roles
        return f"{name} ({roles[role]})" if role in roles else entry.title
    if not entry.title and entry.subject:
        return str(load_messages().people.audit.forgotten)
    return "" if entry.title == entry.by else entry.title


def _browser(agent: str) -> str:
    """Browser and system of a User-Agent, as far as it names some that are common; else its beginning."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:60]


def _session_row(session: Session) -> SessionRow:
    dates = (date(session.created_at), date(session.last_used_at))
    return SessionRow(session.id, session.person, _browser(session.agent), *dates, is_current(session))
