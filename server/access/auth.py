"""Authentication and authorisation of requests.

A view names the scopes that may use it with `allow`, or the least role of a person with `allow_role`; without either only an
owner may use it. No token has a role, whatever its scopes: a token makes no tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from archive import people, tokens
from domain.errors import Forbidden, Unauthorised
from domain.shapes.person import Role as Role
from domain.shapes.person import Session
from domain.shapes.submission import OWNER
from domain.shapes.token import Scope as Scope
from domain.shapes.token import Token
from server.access import sessions
from server.access.proxies import PROXIED_USER
from server.context import app_context

View = TypeVar("View", bound=Callable[..., object])
EXTENSION: Final = "extension"
HEADER: Final = "X-Threadsheet"
API: Final = "/api/"
FEEDS: Final = "feeds"
"""The blueprint whose addresses may have a token."""
TOKEN_CALLER: Final = "token "  # noqa: S105 - the beginning of a name
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
EVERYTHING: Final = frozenset(Scope)
SCOPES_OF: Final = {
    Role.READER: frozenset({Scope.READ, Scope.FEED}),
    Role.EDITOR: EVERYTHING,
    Role.OWNER: EVERYTHING,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of a request. `role` is that of a person, and no program with a token of theirs has it.

    `name` signs what the caller does. `person` is whose favourites and notes the caller sees: their own, those of who made the
    token. `in_session`: a browser that logged in, whose changes need a CSRF token. `token` is that of a program.
    """

    name: str
    scopes: frozenset[Scope]
    role: Role | None = None
    person: str = OWNER
    in_session: bool = False
    session: Session | None = None
    token: Token | None = None

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes

    @property
    def owner(self) -> bool:
        return self.role is Role.OWNER


NOBODY: Final = Caller("nobody", frozenset())


def allow(*scopes: Scope) -> Callable[[View], View]:
    """Lets callers with any of `scopes` use the decorated view."""

    def mark(view: View) -> View:
        view.allowed_scopes = frozenset(scopes)  # type: ignore[attr-defined]  # read back by `check_access`
        return view

    return mark


def allow_role(least: Role) -> Callable[[View], View]:
    """Lets people with that role, or one that covers it, use the decorated view."""

    def mark(view: View) -> View:
        view.least_role = least  # type: ignore[attr-defined]  # read back by `check_access`
        return view

    return mark


def allow_anyone(view: View) -> View:
    """Lets requests without a login use the decorated view: health, the login page, stylesheets."""
    view.allowed_scopes = None  # type: ignore[attr-defined]  # read back by `check_access`
    return view


def current_caller() -> Caller:
    """Returns the caller of the current request. Raises Unauthorised for an unknown token."""
    if "caller" not in g:
        g.caller = _identify_caller()
    caller = g.caller
    assert isinstance(caller, Caller)
    return caller


def check_access() -> None:
    """Runs before each request. Raises Unauthorised or Forbidden when the caller may not use the view."""
    caller = check_authority()
    if caller is None:
        return
    check_csrf()
    if caller.token:
        tokens.record_use(app_context().archive, caller.token)


def check_authority() -> Caller | None:
    """The caller, None for a view that anyone may use; reads the head of the request, and changes nothing.

    Raises Unauthorised or Forbidden when the caller may not use the view.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    allowed: frozenset[Scope] | None = getattr(view, "allowed_scopes", frozenset())
    if view is None or allowed is None:
        return None
    caller = current_caller()
    if caller is NOBODY:
        raise Unauthorised
    least: Role = getattr(view, "least_role", Role.OWNER)
    if not (allowed & caller.scopes or (caller.role and caller.role.covers(least))):
        raise Forbidden("role" if caller.role else "scope")
    return caller


def check_csrf() -> None:
    """Requires the CSRF header for changes that a session makes through the API; forms of pages carry theirs in a field.

    Raises Forbidden.
    """
    if not current_caller().in_session or request.method in SAFE_METHODS or not request.path.startswith(API):
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        raise Forbidden("stale_page") from None


def rate_key() -> str:
    """Whose requests are counted together: those of a token, of a person, else of an address."""
    try:
        caller = current_caller()
    except Unauthorised:
        caller = NOBODY
    address = request.remote_addr or ""
    named = caller.in_session or caller.name.startswith(TOKEN_CALLER)
    return caller.name if named else address


def _identify_caller() -> Caller:
    settings = app_context().settings
    if request.headers.get("Authorization"):
        return _token_caller()
    if request.blueprint == FEEDS and (key := request.args.get("key")):
        return _feed_caller(key)
    if request.headers.get(HEADER) == EXTENSION:
        return NOBODY if settings.login_required else Caller(EXTENSION, frozenset({Scope.SAVE}))
    if session := sessions.current(app_context().archive, settings.password):
        return _person_caller(session.person, session.role, session)
    if name := request.environ.get(PROXIED_USER):
        person = people.named(app_context().archive, name)
        return _person_caller(person.name, person.role)
    return NOBODY if settings.login_required else Caller(OWNER, EVERYTHING, Role.OWNER)


def _person_caller(name: str, role: Role, session: Session | None = None) -> Caller:
    return Caller(name, SCOPES_OF[role], role, name, in_session=True, session=session)


def _feed_caller(key: str) -> Caller:
    """The token in a feed's address, which may be one for feeds only: addresses are stored and logged in many places."""
    token = tokens.authenticate(app_context().archive, key.strip())
    if token is None or token.scopes != (Scope.FEED,):
        raise Unauthorised("unknown_token")
    return _caller_of(token)


def _token_caller() -> Caller:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.authenticate(app_context().archive, secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthorised("unknown_token")
    return _caller_of(token)


def _caller_of(token: Token) -> Caller:
    return Caller(f"{TOKEN_CALLER}{token.id}", frozenset(token.scopes), person=token.person, token=token)
