"""The language of what a request is answered with, and the form by which a person chooses another."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from presentation.messages import CURRENT_LANGUAGE, DEFAULT_LANGUAGE, languages
from server.access.auth import allow_anyone
from server.access.local_paths import local_path

COOKIE: Final = "threadsheet_language"
ONE_YEAR: Final = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def request_language() -> str:
    """The language that the query or the person's earlier choice names, else the one that the caller prefers, else English."""
    for name in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if name in languages():
            return name
    return request.accept_languages.best_match(languages(), DEFAULT_LANGUAGE)


def install(app: Flask) -> None:
    """Makes the request's language the current one before anything is worded."""
    app.before_request(_set_language)
    app.after_request(_vary)
    app.register_blueprint(blueprint)


@blueprint.post("/language")
@allow_anyone
def choose() -> Redirect:
    """Stores the chosen language in this browser and returns to the page."""
    response = redirect(local_path(request.form.get("back")), 303)
    if (name := request.form.get("language", "")) in languages():
        response.set_cookie(COOKIE, name, max_age=ONE_YEAR, httponly=True, samesite="Lax")
    return response


def _set_language() -> None:
    CURRENT_LANGUAGE.set(request_language())


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    return response
