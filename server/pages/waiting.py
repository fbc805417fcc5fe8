"""The page that a browser shows while a handout is being created; its script opens the file. Called by server.handouts."""

from __future__ import annotations

from flask import render_template

from domain.shapes.handout import HandoutKey
from domain.shapes.thread import Thread
from presentation.messages import load_messages
from presentation.text_language import language_of


def waiting_page(thread: Thread, key: HandoutKey) -> str:
    """Renders the page for the handout of `key`."""
    title = thread.version.title or load_messages().shared.untitled
    return render_template("pages/waiting.html.jinja", title=title, language=language_of(thread.version), key=key)
