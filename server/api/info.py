"""The handshake: what answers here, which version, and whether it knows the caller."""

from __future__ import annotations

from flask import Blueprint

from archive.document import Json
from archive.version import API, EXTENSION_MINIMUM, VERSION
from archive.words import words
from server.api.answers import Info
from server.api.description import described
from server.callers import NOBODY, admits_anyone, caller
from server.house import house

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
