"""The handshake: which server and version this is, and whether it knows the caller."""

from __future__ import annotations

from flask import Blueprint

from domain.version import API, EXTENSION_MINIMUM, VERSION
from presentation.api.info import ExtensionVersions, Info
from presentation.messages import load_messages
from server.access.auth import NOBODY, allow_anyone, current_caller
from server.api.responses import documented
from server.context import app_context

blueprint = Blueprint("info", __name__)


@blueprint.get("/info")
@allow_anyone
@documented(response=Info)
def info() -> Info:
    """What this server is. For an unknown token the answer is 401."""
    return Info(
        product=load_messages().shared.product,
        version=VERSION,
        api=API,
        extension=ExtensionVersions(EXTENSION_MINIMUM),
        needs_token=app_context().settings.login_required,
        recognised=current_caller() is not NOBODY,
    )
