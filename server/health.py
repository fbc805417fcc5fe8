"""Health checks: whether this process answers, and whether it can accept submissions. Allowed under any host name."""

from __future__ import annotations

from typing import Final

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from presentation.api.json_format import Json
from server.access.auth import allow_anyone
from server.context import app_context
from server.queue import QueueHealth

blueprint = Blueprint("health", __name__)
OK: Final = "ok"
STOPPED: Final = "stopped"


@blueprint.get("/healthz")
@allow_anyone
def healthz() -> Json:
    """Answers as long as this process does."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@allow_anyone
def readyz() -> tuple[Json, int]:
    """Reports whether submissions are accepted (the database decides), and what is stopped: then the status is `degraded`."""
    context = app_context()
    try:
        with context.archive.database.read() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "down", "database": "down"}, 503
    parts = parts_of(context.queue.health())
    if context.settings.blobs_url:
        parts["blobs"] = OK if context.archive.blobs.answers() else "down"
    return {"status": "ok" if set(parts.values()) == {OK} else "degraded", "database": OK, **parts}, 200


def parts_of(health: QueueHealth | None) -> dict[str, str]:
    """The state of queue, workers and reconciler: ok, down, stopped, or unknown while the queue does not answer."""
    if health is None:
        return {"queue": "down", "workers": "unknown", "reconciler": "unknown"}
    reconciles = health.reconciler_seconds is not None
    return {"queue": OK, "workers": OK if health.workers else STOPPED, "reconciler": OK if reconciles else STOPPED}
