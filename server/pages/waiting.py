"""The page that a browser shows while a handout is being created; its script opens the file. Called by server.handouts."""

from __future__ import annotations

from flask import render_template

from domain.shapes.handout import HandoutKey
from presentation.text_language import UNDETERMINED


def waiting_page(title: str, key: HandoutKey, back: str, language: str = UNDETERMINED) -> str:
    """Renders the page for the handout of `key`; `back` is the page that it was asked for on."""
    return render_template("pages/waiting.html.jinja", title=title, language=language, key=key, back=back)
