"""Whether this server lives, and whether it can take work. Both answer under any name, for health checks."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from presentation.thread_json import Json
from server.access.auth import allow_anyone
from server.context import app_context

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def healthz() -> Json:
    """This process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@allow_anyone
def readyz() -> tuple[Json, int]:
    """Submissions are taken: the database answers. Without the queue they wait, and that is said."""
    context = app_context()
    try:
        with context.archive.database.read() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "down", "database": "down"}, 503
    queue = context.queue.answers()
    return {"status": "ok" if queue else "degraded", "database": "ok", "queue": "ok" if queue else "down"}, 200
