"""The blueprints of the API under /api/v1, one module a topic."""

from __future__ import annotations

from flask import Flask

from server.api import (
    authors,
    captures,
    codebooks,
    codings,
    curation,
    description,
    edits,
    evidence,
    exports,
    follows,
    handouts,
    imports,
    info,
    pairings,
    people,
    redaction,
    schedules,
    sessions,
    shares,
    similar,
    submissions,
    taggings,
    tags,
    threads,
    tokens,
    versions,
)

TOPICS = (
    submissions, imports, threads, curation, similar, authors, captures,
    versions, edits, tags, taggings, codebooks, codings, exports, handouts, redaction,
    shares, evidence, schedules, follows, tokens, pairings, people, sessions, info, description,
)  # fmt: skip


def install(app: Flask) -> None:
    for topic in TOPICS:
        app.register_blueprint(topic.blueprint, url_prefix="/api/v1")
