"""Who is asking, and what they may. Every view says whom it admits; one that says nothing admits only the owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from archive import tokens
from domain.errors import Forbidden, Unauthorised
from domain.shapes.submission import OWNER
from domain.shapes.token import Scope as Scope
from server.access import sessions
from server.context import house

View = TypeVar("View", bound=Callable[..., object])
EXTENSION: Final = "extension"
HEADER: Final = "X-Threadsheet"
API: Final = "/api/"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


EVERYTHING: Final = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `in_session` is True for a browser that logged in: its changes need a CSRF token."""

    name: str
    scopes: frozenset[Scope]
    in_session: bool = False

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


NOBODY: Final = Caller("nobody", frozenset())


def admits(*scopes: Scope) -> Callable[[View], View]:
    """A view for callers with any of `scopes`."""

    def mark(view: View) -> View:
        view.admits = frozenset(scopes)  # type: ignore[attr-defined]  # read back by `guard`
        return view

    return mark


def admits_anyone(view: View) -> View:
    """A view that needs no caller: health, the login page, stylesheets."""
    view.admits = None  # type: ignore[attr-defined]  # read back by `guard`
    return view


def caller() -> Caller:
    """Who asks in this request. Raises Unauthorised for a token that is none of ours."""
    if "caller" not in g:
        g.caller = _caller()
    found = g.caller
    assert isinstance(found, Caller)
    return found


def guard() -> None:
    """Before each request: may this caller do this? Raises Unauthorised, Forbidden."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return
    wanted: frozenset[Scope] | None = getattr(view, "admits", EVERYTHING)
    if wanted is None:
        return
    asking = caller()
    if asking is NOBODY:
        raise Unauthorised
    if not (wanted <= asking.scopes if wanted == EVERYTHING else wanted & asking.scopes):
        raise Forbidden("This token may not do that.")
    refuse_forged()


def refuse_forged() -> None:
    """What a session changes through the API carries its CSRF token; a page's form has it in a field. Raises Forbidden."""
    if caller().in_session and request.method not in SAFE and request.path.startswith(API):
        _check_csrf()


def _caller() -> Caller:
    settings = house().settings
    if request.headers.get("Authorization"):
        return _with_token()
    if request.headers.get(HEADER) == EXTENSION:
        return Caller(EXTENSION, frozenset({Scope.SAVE})) if settings.password is None else NOBODY
    if settings.password is None:
        return Caller(OWNER, EVERYTHING)
    return Caller(OWNER, EVERYTHING, in_session=True) if sessions.logged_in(settings.password) else NOBODY


def _with_token() -> Caller:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.recognised(house().archive, secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthorised("This token is not one of this Threadsheet, or it was revoked.")
    return Caller(f"token {token.id}", frozenset(token.scopes))


def _check_csrf() -> None:
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        raise Forbidden("This page is no longer current. Load it again and try once more.") from None
