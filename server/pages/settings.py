"""The settings page: pair a browser with this server, and the tokens that programs use."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import pairings, tokens
from archive.library import listing
from archive.work_stats import collect_work_stats
from domain.errors import Invalid
from domain.shapes.token import NewToken, Pairing, Scope, Token
from domain.version import VERSION
from presentation.messages import load_messages, sentence
from server.access.auth import current_caller
from server.access.local_paths import public_address
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.dates import Date, date

blueprint = Blueprint("settings_pages", __name__, url_prefix="/settings")
CODE_GROUP: Final = 4
"""A pairing code is shown in two groups of this length."""
FEED_KEY: Final = (Scope.FEED,)
"""The scopes of a token that stands in addresses of feeds."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in the list."""

    id: str
    name: str
    scopes: str
    created_at: Date | None
    last_used_at: Date | None
    for_feeds: bool


@blueprint.get("")
def index() -> str:
    """Shows the pairing of browsers and all tokens."""
    return _page()


@blueprint.post("/pairing")
@body_limit(SMALL)
def pair() -> str:
    """Creates a pairing code; it is shown only in this answer."""
    return _page(pairing=pairings.create(app_context().archive, current_caller().person))


@blueprint.post("/tokens")
@body_limit(SMALL)
def make() -> str | tuple[str, int]:
    """Creates a token; its secret is shown only in this answer."""
    name, scopes = request.form.get("name", ""), request.form.getlist("scopes")
    try:
        new_token = tokens.create(
            app_context().archive, name, [Scope(scope) for scope in scopes if scope in set(Scope)], current_caller().person
        )
    except Invalid as error:
        return _page(
            faults={field: sentence(reason) for field, reason in error.fields.items()}, name=name, scopes=tuple(scopes)
        ), 422
    return _page(new_token=new_token)


@blueprint.post("/tokens/<id_>/revoke")
@body_limit(SMALL)
def revoke(id_: str) -> Redirect:
    """Revokes a token at once."""
    tokens.revoke(app_context().archive, id_, current_caller().name)
    flash(load_messages().settings.revoked)
    return redirect("/settings", 303)


def _page(
    pairing: Pairing | None = None,
    new_token: NewToken | None = None,
    faults: dict[str, str] | None = None,
    name: str = "",
    scopes: tuple[str, ...] = (Scope.READ,),
) -> str:
    rows = [_row(token) for token in tokens.list_tokens(app_context().archive)]
    return render_template(
        "pages/settings.html.jinja",
        code=pairing and f"{pairing.code[:CODE_GROUP]} {pairing.code[CODE_GROUP:]}",
        new_token=new_token,
        rows=[row for row in rows if not row.for_feeds],
        feed_keys=[row for row in rows if row.for_feeds],
        new_feed_key=new_token is not None and new_token.token.scopes == FEED_KEY,
        faults=faults or {},
        name=name,
        chosen=scopes,
        scopes=tuple(Scope),
        locked=app_context().settings.login_required,
        version=VERSION,
        thread_count=listing.count_threads(app_context().archive),
        free=_free_gigabytes(),
        waiting=sum(collect_work_stats(app_context().archive).waiting.values()),
        address=public_address(""),
    )


def _free_gigabytes() -> str:
    """The free space of the data folder's disk."""
    return f"{shutil.disk_usage(app_context().settings.data).free / 1e9:.1f}"


def _row(token: Token) -> TokenRow:
    names = load_messages().settings.scopes
    scopes = ", ".join(names[scope] for scope in token.scopes)
    for_feeds = token.scopes == FEED_KEY
    return TokenRow(token.id, token.name, scopes, date(token.created_at), date(token.last_used_at), for_feeds)
