"""The API under /api/v1, one module a topic."""

from __future__ import annotations

from flask import Flask

from server.api import codebooks, description, info, mendings, pairings, submissions, taggings, tags, threads, tokens, versions

TOPICS = (submissions, threads, versions, mendings, tags, taggings, codebooks, tokens, pairings, info, description)


def install(app: Flask) -> None:
    for topic in TOPICS:
        app.register_blueprint(topic.blueprint, url_prefix="/api/v1")
