"""Logging in with the one password, and out again."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from domain.errors import RateLimited
from presentation.messages import sentence, words
from server.access import sessions
from server.access.auth import allow_anyone
from server.context import app_context

blueprint = Blueprint("login_pages", __name__)
OURS: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path and query in visible ASCII; `//host` and a backslash would lead elsewhere."""
guesses: Final = sessions.Guesses()


@blueprint.get("/login")
@allow_anyone
def ask() -> str | Redirect:
    """The page that asks for the password; there is nothing to ask when none is set or it was given."""
    onward, password = _onward(request.args.get("next")), app_context().settings.password
    if password is None or sessions.logged_in(password):
        return redirect(onward, 303)
    return _page(onward)


@blueprint.post("/login")
@allow_anyone
def log_in() -> tuple[str, int] | tuple[str, int, dict[str, str]] | Redirect:
    """Let the owner in, and go on to the page that was asked for."""
    onward, password = _onward(request.form.get("next")), app_context().settings.password
    if password is None:
        return redirect(onward, 303)
    try:
        guesses.check(_where())
    except RateLimited as error:
        return _page(onward, sentence(error.reason)), 429, {"Retry-After": str(error.seconds)}
    if not sessions.same(request.form.get("password", ""), password):
        guesses.was_wrong(_where())
        return _page(onward, words().pages.login.wrong), 403
    guesses.was_right(_where())
    sessions.log_in(password)
    return redirect(onward, 303)


@blueprint.post("/logout")
@allow_anyone
def log_out() -> Redirect:
    """Forget this browser's login."""
    sessions.log_out()
    return redirect("/login", 303)


def _where() -> str:
    """Who guesses is told apart by address, so that nobody locks the owner out."""
    return request.remote_addr or ""


def _page(onward: str, fault: str | None = None) -> str:
    return render_template("pages/login.html.jinja", next=onward, fault=fault)


def _onward(asked: str | None) -> str:
    """A page of ours, whatever was asked for."""
    return asked if asked and OURS.fullmatch(asked) else "/"
