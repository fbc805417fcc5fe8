"""The pages for people, one module a topic."""

from __future__ import annotations

from flask import Flask

from server.pages import assets, extension, frame, help, home, login, settings, submissions, threads


def install(app: Flask) -> None:
    """Mount them."""
    frame.install(app)
    for topic in (assets, home, submissions, threads, settings, help, extension, login):
        app.register_blueprint(topic.blueprint)
    home.install(app)
