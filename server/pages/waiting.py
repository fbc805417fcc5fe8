"""What is answered while a handout is being created: to a browser a page, whose script opens the file."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, render_template

from domain.shapes.handout import HandoutKey
from presentation.text_language import UNDETERMINED
from server.problems import wants_page


def waiting_response(title: str, key: HandoutKey, back: str, language: str = UNDETERMINED) -> Response:
    """202 for the handout of `key`; `back` is the page that it was asked for on."""
    body = ""
    if wants_page():
        body = render_template("pages/waiting.html.jinja", title=title, language=language, key=key, back=back)
    answer = Response(body, HTTPStatus.ACCEPTED, mimetype="text/html" if body else "text/plain")
    answer.headers["Retry-After"], answer.headers["Cache-Control"] = "1", "no-store"
    return answer
