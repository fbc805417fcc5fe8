"""Health checks: whether this process answers, and whether it can accept submissions. Allowed under any host name."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from presentation.api.json_format import Json
from server.access.auth import allow_anyone
from server.context import app_context

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def healthz() -> Json:
    """Answers as long as this process does."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@allow_anyone
def readyz() -> tuple[Json, int]:
    """Reports whether submissions are accepted: the database answers. Without the queue they wait: the status is `degraded`."""
    context = app_context()
    try:
        with context.archive.database.read() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "down", "database": "down"}, 503
    queue = context.queue.answers()
    return {"status": "ok" if queue else "degraded", "database": "ok", "queue": "ok" if queue else "down"}, 200
