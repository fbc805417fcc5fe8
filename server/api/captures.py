"""Captures as they came, to download: never shown, because what strangers wrote would run in this origin."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from archive import captures
from archive.threads import threads
from domain.errors import NotFound
from domain.shapes.capture import MediaType
from server.access.auth import Scope, allow
from server.api.redirects import checked_id
from server.api.responses import documented
from server.context import app_context

blueprint = Blueprint("captures", __name__)
ENDINGS: Final = {MediaType.HTML: "html", MediaType.TEXT: "txt", MediaType.JSON: "json"}


@blueprint.get("/threads/<id_>/captures/<capture_id>")
@allow(Scope.READ)
@documented(response="application/octet-stream")
def download(id_: str, capture_id: str) -> Response:
    """A capture of a thread, byte for byte, as a file."""
    archive = app_context().archive
    target = threads.merged_into(archive, checked_id(id_)) or id_
    if capture_id not in {capture.id for capture in threads.load(archive, target).captures}:
        raise NotFound("capture")
    capture = captures.load(archive, capture_id)
    response = Response(capture.body, content_type="application/octet-stream")
    name = f"threadsheet-{capture_id}.{ENDINGS[capture.media_type]}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
