"""The page of a submission: how far it is, and what can be done about it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as Redirect

from archive import captures, submissions
from domain.errors import Conflict, NotFound
from domain.ids import is_id
from domain.shapes.capture import Capture
from domain.shapes.submission import Submission
from server.context import app_context
from server.pages.progress_view import progress_view
from server.status import thread_of

blueprint = Blueprint("submission_pages", __name__, url_prefix="/submissions")


@blueprint.get("/<id_>")
def show(id_: str) -> str:
    """How far it is; the page goes on by itself when it is done."""
    archive, submission = app_context().archive, _found(id_)
    begun = submissions.steps_of(archive, submission.id)
    seen = progress_view(submission, begun, thread_of(archive, submission), _capture(submission))
    return render_template("pages/submission.html.jinja", progress=seen)


@blueprint.post("/<id_>/retry")
def retry(id_: str) -> Redirect:
    """Try again what failed or was stopped."""
    context, submission = app_context(), _found(id_)
    with suppress(Conflict):  # it is being tried already, and its page says how far it is
        submissions.retry(context.archive, submission.id)
        context.queue.submission(submission.id)
    return redirect(f"/submissions/{submission.id}", 303)


@blueprint.post("/<id_>/cancel")
def cancel(id_: str) -> Redirect:
    """Stop it, unless it was quicker."""
    submission = _found(id_)
    with suppress(Conflict):  # it has ended meanwhile, and its page says how
        submissions.cancel(app_context().archive, submission.id)
    return redirect(f"/submissions/{submission.id}", 303)


def _found(id_: str) -> Submission:
    if not is_id(id_):
        raise NotFound("There is no submission under this address.")
    return submissions.get(app_context().archive, id_)


def _capture(submission: Submission) -> Capture | None:
    """What was given, unless it was deleted since."""
    if submission.capture_id is None:
        return None
    try:
        return captures.load(app_context().archive, submission.capture_id)
    except NotFound:
        return None
