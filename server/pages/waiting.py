"""What a browser sees that asks for a handout still being made: a page that turns into the file. Called by server.handouts."""

from __future__ import annotations

from flask import render_template

from archive.language import language_of
from archive.shapes.handout import HandoutKey
from archive.shapes.thread import Thread
from archive.words import words


def waiting(thread: Thread, key: HandoutKey) -> str:
    """The page for the handout of `key`."""
    title = thread.version.title or words().shared.untitled
    return render_template("pages/waiting.html.jinja", title=title, language=language_of(thread.version), key=key)
