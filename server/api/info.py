"""The handshake: which server and version this is, and whether it knows the caller."""

from __future__ import annotations

from flask import Blueprint

from domain.version import API, EXTENSION_MINIMUM, VERSION
from presentation.messages import words
from presentation.thread_json import Json
from server.access.auth import NOBODY, allow_anyone, current_caller
from server.api.description import documented
from server.api.responses import Info
from server.context import app_context

blueprint = Blueprint("info", __name__)


@blueprint.get("/info")
@allow_anyone
@documented(response=Info)
def info() -> Json:
    """What this is. With a token that is not known the answer is 401."""
    return {
        "product": words().shared.product,
        "version": VERSION,
        "api": API,
        "extension": {"minimum": EXTENSION_MINIMUM},
        "needs_token": app_context().settings.password is not None,
        "recognised": current_caller() is not NOBODY,
    }
