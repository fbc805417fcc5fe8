"""The handshake: what answers here, which version, and whether it knows the caller."""

from __future__ import annotations

from flask import Blueprint

from domain.version import API, EXTENSION_MINIMUM, VERSION
from presentation.messages import words
from presentation.thread_json import Json
from server.access.auth import NOBODY, admits_anyone, caller
from server.api.description import described
from server.api.responses import Info
from server.context import house

blueprint = Blueprint("info", __name__)


@blueprint.get("/info")
@admits_anyone
@described(gives=Info)
def info() -> Json:
    """What this is. With a token that is not known the answer is 401."""
    return {
        "product": words().shared.product,
        "version": VERSION,
        "api": API,
        "extension": {"minimum": EXTENSION_MINIMUM},
        "needs_token": house().settings.password is not None,
        "recognised": caller() is not NOBODY,
    }
