"""The pages for logging in with the server's password and for logging out."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from domain.errors import RateLimited
from presentation.messages import load_messages, sentence
from server.access import sessions
from server.access.auth import allow_anyone
from server.access.local_paths import local_path
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("login_pages", __name__)
guesses: Final = sessions.LoginAttempts()


@blueprint.get("/login")
@allow_anyone
def show() -> str | Redirect:
    """Asks for the password; goes on at once if none is set or the browser is logged in."""
    target, password = local_path(request.args.get("next")), app_context().settings.password
    if password is None or sessions.logged_in(app_context().archive, password):
        return redirect(target, 303)
    return _page(target)


@blueprint.post("/login")
@body_limit(SMALL)
@allow_anyone
def log_in() -> tuple[str, int] | tuple[str, int, dict[str, str]] | Redirect:
    """Checks the password and goes on to the page that was requested."""
    target, password = local_path(request.form.get("next")), app_context().settings.password
    if password is None:
        return redirect(target, 303)
    try:
        guesses.check(_client_address())
    except RateLimited as error:
        return _page(target, sentence(error.reason)), 429, {"Retry-After": str(error.seconds)}
    if not sessions.passwords_equal(request.form.get("password", ""), password):
        guesses.record_failure(_client_address())
        return _page(target, load_messages().pages.login.wrong), 403
    guesses.record_success(_client_address())
    sessions.log_in(app_context().archive, password)
    return redirect(target, 303)


@blueprint.post("/logout")
@body_limit(SMALL)
@allow_anyone
def log_out() -> Redirect:
    """Ends this browser's login."""
    sessions.log_out(app_context().archive)
    return redirect("/login", 303)


def _client_address() -> str:
    """The address by which wrong guesses are counted, so that nobody else locks the owner out."""
    return request.remote_addr or ""


def _page(target: str, fault: str | None = None) -> str:
    return render_template("pages/login.html.jinja", next=target, fault=fault)
