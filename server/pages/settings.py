"""The settings page: pair a browser with this server, and the tokens that programs use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import pairings, tokens
from domain.errors import Invalid
from domain.shapes.token import NewToken, Pairing, Scope, Token
from presentation.messages import sentence, words
from server.context import app_context
from server.pages.dates import Date, date

blueprint = Blueprint("settings_pages", __name__, url_prefix="/settings")
CODE_GROUP: Final = 4
"""A code is read in two halves."""


@dataclass(frozen=True, slots=True)
class Line:
    """A token as the page lists it."""

    id: str
    name: str
    scopes: str
    made: Date | None
    used: Date | None


@blueprint.get("")
def index() -> str:
    """What there is to set, and every token."""
    return _page()


@blueprint.post("/pairing")
def pair() -> str:
    """A new code, shown on the page that answers and nowhere else."""
    return _page(pairing=pairings.offer(app_context().archive))


@blueprint.post("/tokens")
def make() -> str | tuple[str, int]:
    """A new token; its secret is shown on the page that answers and never again."""
    name, scopes = request.form.get("name", ""), request.form.getlist("scopes")
    try:
        made = tokens.make(app_context().archive, name, [Scope(each) for each in scopes if each in set(Scope)])
    except Invalid as error:
        return _page(faults={field: sentence(why) for field, why in error.fields.items()}, name=name, scopes=tuple(scopes)), 422
    return _page(made=made)


@blueprint.post("/tokens/<id_>/revoke")
def revoke(id_: str) -> Redirect:
    """End a token at once."""
    tokens.revoke(app_context().archive, id_)
    flash(words().settings.revoked)
    return redirect("/settings", 303)


def _page(
    pairing: Pairing | None = None,
    made: NewToken | None = None,
    faults: dict[str, str] | None = None,
    name: str = "",
    scopes: tuple[str, ...] = (Scope.READ,),
) -> str:
    return render_template(
        "pages/settings.html.jinja",
        code=pairing and f"{pairing.code[:CODE_GROUP]} {pairing.code[CODE_GROUP:]}",
        made=made,
        lines=[_line(token) for token in tokens.listed(app_context().archive)],
        faults=faults or {},
        name=name,
        chosen=scopes,
        scopes=tuple(Scope),
        locked=app_context().settings.password is not None,
        address=(app_context().settings.public_url or request.host_url).rstrip("/"),
    )


def _line(token: Token) -> Line:
    said = words().settings.scopes
    allowed = ", ".join(said[scope] for scope in token.scopes)
    return Line(token.id, token.name, allowed, date(token.created_at), date(token.last_used_at))
