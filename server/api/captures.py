"""Captures as they came, to download: never shown, because what strangers wrote would run in this origin."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request

from archive import captures
from archive.threads import threads
from domain.addresses import validate_url
from domain.content_type import check_readable, is_markup
from domain.errors import Invalid, NotFound
from domain.messages import message
from domain.pasted_input import ADDRESS
from domain.shapes.capture import Capture, MediaType, Via
from presentation.api.submission import Accepted
from server import intake
from server.access.auth import Scope, allow, current_caller
from server.api.redirects import checked_id
from server.api.responses import documented
from server.api.submissions import idempotency_key
from server.context import app_context
from server.front.body_limits import body_limit, capture_size

blueprint = Blueprint("captures", __name__)
SAVED_FROM: Final = re.compile(r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(?P<url>\S{1,2000})")
PEEK: Final = 8192
ENDINGS: Final = {MediaType.HTML: "html", MediaType.TEXT: "txt", MediaType.JSON: "json"}


@blueprint.post("/captures")
@body_limit(capture_size)
@allow(Scope.SAVE)
@documented(response=Accepted, status=202)
def upload() -> tuple[Accepted, dict[str, str]]:
    """Archive a saved page as SingleFile sends it: multipart/form-data, its address in another field or in the page."""
    context, caller = app_context(), current_caller()
    file = next((part for part in request.files.values() if part.filename is not None), None)
    if file is None:
        raise Invalid("shape", fields={"file": message("invalid.missing")})
    with file.stream as stream:
        body = stream.read()
    check_readable(body)
    fields = [value.strip() for value in request.form.values()]
    saved_from = SAVED_FROM.search(body[:PEEK].decode("utf-8", "replace"))
    url = next((value for value in fields if ADDRESS.fullmatch(value)), saved_from["url"] if saved_from else None)
    via, media_type = (Via.PAGE, MediaType.HTML) if is_markup(body) else (Via.PASTE, MediaType.TEXT)
    capture = Capture(body, via, media_type, context.archive.clock(), validate_url(url) if url else None)
    limited = not caller.may(Scope.WRITE)
    receipt = intake.receive(context, intake.SubmissionRequest(capture), caller.name, idempotency_key(), body, limited=limited)
    accepted = Accepted.from_domain(receipt.submission)
    return accepted, {"Location": accepted.status_url}


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
