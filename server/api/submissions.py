"""Submissions: asking for something to be archived, and watching what becomes of it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from archive import submissions
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.submission import Submission
from presentation.thread_json import Json
from server import intake
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.description import documented
from server.api.event_stream import stream
from server.api.requests import SubmissionBody
from server.api.responses import Accepted, Status
from server.context import app_context
from server.status import status_json

blueprint = Blueprint("submissions", __name__)
LONGEST_KEY = 255


@blueprint.post("/submissions")
@allow(Scope.SAVE)
@documented(body=SubmissionBody, response=Accepted, status=202)
def submit() -> tuple[Json, int, dict[str, str]]:
    """Archive a URL, a text, a page or posts."""
    context, raw = app_context(), request_body.raw_json()
    wanted = intake.wish(request_body.checked(SubmissionBody, request_body.parsed(raw)), context.archive.clock())
    made = intake.receive(context, wanted, current_caller().name, _key(), raw).submission
    where = f"/api/v1/submissions/{made.id}"
    return {"id": made.id, "state": made.state.value, "status_url": where}, 202, {"Location": where}


@blueprint.get("/submissions/<id_>")
@allow(Scope.SAVE, Scope.READ)
@documented(response=Status)
def show(id_: str) -> Json:
    """How far a submission is."""
    return status_json(app_context().archive, _own(id_))


@blueprint.get("/submissions/<id_>/events")
@allow(Scope.SAVE, Scope.READ)
@documented(response="text/event-stream")
def events(id_: str) -> Response:
    """The same as it changes, as server-sent events, until it ends."""
    _own(id_)
    return stream(app_context().archive, id_)


@blueprint.post("/submissions/<id_>/retry")
@allow(Scope.SAVE)
@documented(response=Status)
def retry(id_: str) -> Json:
    """Try again what failed or was cancelled."""
    context = app_context()
    again = submissions.retry(context.archive, _own(id_).id)
    context.queue.submission(again.id)
    return status_json(context.archive, again)


@blueprint.post("/submissions/<id_>/cancel")
@allow(Scope.SAVE)
@documented(response=Status)
def cancel(id_: str) -> Json:
    """Stop what has not ended."""
    context = app_context()
    return status_json(context.archive, submissions.cancel(context.archive, _own(id_).id))


def _own(id_: str) -> Submission:
    """The submission, if it is the caller's to see. Raises NotFound otherwise, so that nobody learns which ids there are."""
    if is_id(id_):
        found, asking = submissions.get(app_context().archive, id_), current_caller()
        if asking.may(Scope.READ) or found.caller == asking.name:
            return found
    raise NotFound("There is no submission under this address.")


def _key() -> str | None:
    name = request.headers.get("Idempotency-Key")
    if name is not None and not 0 < len(name) <= LONGEST_KEY:
        raise Invalid(f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.")
    return name
