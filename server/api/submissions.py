"""Submissions: request that something is archived, and watch, retry or cancel it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request

from archive import submissions
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.submission import Submission
from presentation.api.submission import Accepted, Status
from server import intake
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.event_stream import stream
from server.api.requests import SubmissionBody
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import body_limit, capture_size
from server.language import request_language
from server.status import submission_status

blueprint = Blueprint("submissions", __name__)
LONGEST_KEY = 255


@blueprint.post("/submissions")
@body_limit(capture_size)
@allow(Scope.SAVE)
@documented(body=SubmissionBody, response=Accepted, status=202)
def submit() -> tuple[Accepted, dict[str, str]]:
    """Archive a URL, a text, a page or posts."""
    context, raw = app_context(), request_body.raw_json()
    body = request_body.validate(SubmissionBody, request_body.parse(raw))
    submission_request = intake.request_from_body(body, context.archive.clock())
    caller = current_caller()
    limited = not caller.may(Scope.WRITE)
    receipt = intake.receive(context, submission_request, caller.name, idempotency_key(), raw, limited=limited)
    accepted = Accepted.from_domain(receipt.submission)
    return accepted, {"Location": accepted.status_url}


@blueprint.get("/submissions/<id_>")
@allow(Scope.SAVE, Scope.READ)
@documented(response=Status)
def show(id_: str) -> Status:
    """How far a submission is."""
    return _status(_own(id_))


@blueprint.get("/submissions/<id_>/events")
@allow(Scope.SAVE, Scope.READ)
@documented(response="text/event-stream")
def events(id_: str) -> Response:
    """The same as it changes, as server-sent events, until it ends."""
    _own(id_)
    return stream(app_context().archive, id_, _status_of_caller())


@blueprint.post("/submissions/<id_>/retry")
@allow(Scope.SAVE)
@documented(response=Status)
def retry(id_: str) -> Status:
    """Try again what failed or was cancelled."""
    context = app_context()
    submission = submissions.retry(context.archive, _own(id_).id)
    context.queue.submission(submission.id)
    return _status(submission)


@blueprint.post("/submissions/<id_>/cancel")
@allow(Scope.SAVE)
@documented(response=Status)
def cancel(id_: str) -> Status:
    """Stop what has not ended."""
    return _status(submissions.cancel(app_context().archive, _own(id_).id))


def _status(submission: Submission) -> Status:
    return _status_of_caller()(submission)


def _status_of_caller() -> Callable[[Submission], Status]:
    """What gives the status of a submission as this request's caller may see it, after the request too."""
    context, caller = app_context(), current_caller()
    sender = None if caller.may(Scope.READ) else caller.name
    return partial(
        submission_status, context.archive, language=request_language(), workers=context.settings.workers, sender=sender
    )


def _own(id_: str) -> Submission:
    """The submission, if the caller may see it. Raises NotFound otherwise, so that nobody learns which ids exist."""
    if is_id(id_):
        submission, caller = submissions.get(app_context().archive, id_), current_caller()
        if caller.may(Scope.READ) or submission.caller == caller.name:
            return submission
    raise NotFound("submission")


def idempotency_key() -> str | None:
    """The request's Idempotency-Key, if it has one. Raises Invalid."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise Invalid("idempotency_key", most=LONGEST_KEY)
    return key
