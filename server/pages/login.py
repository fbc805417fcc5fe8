"""The pages by which people come in: a login with a password, an invitation, a provider of OpenID Connect; and the log-out."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response as Redirect

from archive import login_failures, people
from domain.errors import Forbidden, Invalid, RateLimited
from domain.shapes.person import Person
from presentation.messages import load_messages, sentence
from server.access import oidc, sessions
from server.access.auth import Role, allow_anyone, allow_role, current_caller
from server.access.local_paths import local_path, public_address
from server.access.password_hashes import hash_password, is_password
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.people import account_page

blueprint = Blueprint("login_pages", __name__)
TARGET: Final = "target"
"""The keys in the cookie of where a login by a provider leads, and of the invitation or the account that it is for."""
INVITATION: Final = "invitation"
LINKED: Final = "linked"


@blueprint.get("/login")
@allow_anyone
def show() -> str | Redirect:
    """Asks for the password; goes on at once if no login is needed or the browser is logged in."""
    target, settings = local_path(request.args.get("next")), app_context().settings
    if not settings.login_required and not people.count(app_context().archive):
        return redirect(target, 303)
    if sessions.current(app_context().archive, settings.password):
        return redirect(target, 303)
    return _page(target)


@blueprint.post("/login")
@body_limit(SMALL)
@allow_anyone
def log_in() -> str | tuple[str, int] | tuple[str, int, dict[str, str]] | Redirect:
    """Checks name and password, without a name the server's password, and goes on to the page that was requested."""
    target, archive = local_path(request.form.get("next")), app_context().archive
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        login_failures.begin_attempt(archive, _client_address())
    except RateLimited as error:
        return _page(target, sentence(error.reason), name), 429, {"Retry-After": str(error.seconds)}
    is_right, person = _authenticate(name, password)
    if not is_right:
        texts = load_messages().pages.login
        return _page(target, texts.wrong_name if name else texts.wrong, name), 403
    login_failures.clear(archive, _client_address())
    sessions.log_in(archive, app_context().settings.password, person)
    return redirect(target, 303)


@blueprint.post("/logout")
@body_limit(SMALL)
@allow_anyone
def log_out() -> Redirect:
    """Ends this browser's login."""
    sessions.log_out(app_context().archive)
    return redirect("/login", 303)


@blueprint.get("/invitations/<secret>")
@allow_anyone
def show_invitation(secret: str) -> str:
    """Shows what the link invites to; only the form behind it uses the link up."""
    return _invitation_page(secret, people.invited(app_context().archive, secret))


@blueprint.post("/invitations/<secret>")
@body_limit(SMALL)
@allow_anyone
def accept(secret: str) -> Redirect | tuple[str, int]:
    """Lets the invited person in with the password that they chose."""
    archive = app_context().archive
    person = people.invited(archive, secret)
    try:
        hashed = hash_password(request.form.get("password", ""))
    except Invalid as error:
        return _invitation_page(secret, person, sentence(error.fields["password"])), 422
    person = people.accept(archive, secret, password_hash=hashed)
    sessions.log_in(archive, app_context().settings.password, person)
    return redirect("/", 303)


@blueprint.post("/account/password")
@body_limit(SMALL)
@allow_role(Role.READER)
def change_password() -> Redirect | tuple[str, int]:
    """Sets a new password of a person who knows the old one; all their other logins end."""
    archive, texts = app_context().archive, load_messages().people
    account = people.with_password(archive, current_caller().name)
    if current_caller().session is None or account is None:
        raise Forbidden("role")
    login_failures.begin_attempt(archive, _client_address())
    person, stored = account
    if not is_password(request.form.get("old", ""), stored):
        return account_page({"old": texts.old_wrong}), 403
    login_failures.clear(archive, _client_address())
    try:
        hashed = hash_password(request.form.get("password", ""))
    except Invalid as error:
        return account_page({"password": sentence(error.fields["password"])}), 422
    people.change_password(archive, person.id, hashed)
    sessions.log_in(archive, app_context().settings.password, person)
    return redirect("/account", 303)


@blueprint.get("/login/provider")
@allow_anyone
def go_to_provider() -> Redirect:
    """Leads to the provider's login: for an invitation, for one's own account, else to log in."""
    session[TARGET] = local_path(request.args.get("next"))
    session[INVITATION] = request.args.get("invitation", "")
    session[LINKED] = "link" in request.args
    return oidc.begin(public_address("/login/provider/answer"))


@blueprint.get("/login/provider/answer")
@allow_anyone
def return_from_provider() -> Redirect:
    """Lets in whom the provider names, if they are invited here. Raises Forbidden, Disturbed."""
    archive = app_context().archive
    account = oidc.finish()
    target, invitation, linked = (session.pop(name, None) for name in (TARGET, INVITATION, LINKED))
    if invitation:
        person = people.accept(archive, invitation, account=(account.issuer, account.subject))
    elif linked and (present := current_caller().session):
        person = people.link(archive, present.person, account.issuer, account.subject)
        target = "/account"
    else:
        invited = people.with_account(archive, account.issuer, account.subject)
        if invited is None:
            raise Forbidden("not_invited", name=account.name)
        person = invited
    sessions.log_in(archive, app_context().settings.password, person)
    return redirect(local_path(target), 303)


def _authenticate(name: str, password: str) -> tuple[bool, Person | None]:
    """Whether the password is right, and whose it is; None is the owner by the server's password."""
    if not name:
        expected = app_context().settings.password
        return expected is not None and sessions.passwords_equal(password, expected), None
    account = people.with_password(app_context().archive, name)
    return is_password(password, account[1] if account else None), account[0] if account else None


def _client_address() -> str:
    """The address by which wrong guesses are counted, so that nobody else locks the owner out."""
    return request.remote_addr or ""


def _page(target: str, fault: str | None = None, name: str = "") -> str:
    return render_template("pages/login.html.jinja", next=target, fault=fault, name=name)


def _invitation_page(secret: str, person: Person, fault: str | None = None) -> str:
    return render_template("pages/people/invitation.html.jinja", secret=secret, person=person, fault=fault)
