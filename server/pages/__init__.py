"""The pages for people, one module a topic."""

from __future__ import annotations

from flask import Flask

from server.pages import (
    app_manifest,
    assets,
    authors,
    bookmarklet,
    extension,
    follows,
    help,
    home,
    imports,
    layout,
    login,
    mentions,
    people,
    practice,
    settings,
    status,
    submissions,
)
from server.pages.codings import codings, points
from server.pages.codings import differences as coding_differences
from server.pages.library import library
from server.pages.themes import editor, review, themes
from server.pages.thread import curation, differences, edit, handout, redaction, share, tagging, threads

TOPICS = (
    assets,
    app_manifest,
    home,
    imports,
    bookmarklet,
    practice,
    submissions,
    library,
    threads,
    tagging,
    curation,
    authors,
    themes,
    editor,
    review,
    edit,
    differences,
    share,
    redaction,
    handout,
    settings,
    status,
    codings,
    points,
    coding_differences,
    follows,
    mentions,
    help,
    extension,
    login,
    people,
)


def install(app: Flask) -> None:
    """Registers the layout and the blueprints of all pages."""
    layout.install(app)
    for topic in TOPICS:
        app.register_blueprint(topic.blueprint)
    home.install(app)
