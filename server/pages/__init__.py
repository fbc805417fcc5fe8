"""The pages for people, one module a topic."""

from __future__ import annotations

from flask import Flask

from server.pages import (
    assets,
    differences,
    extension,
    frame,
    help,
    home,
    login,
    mending,
    settings,
    submissions,
    tagging,
    themes,
    threads,
)


def install(app: Flask) -> None:
    """Mount them."""
    frame.install(app)
    for topic in (assets, home, submissions, threads, tagging, themes, mending, differences, settings, help, extension, login):
        app.register_blueprint(topic.blueprint)
    home.install(app)
