"""The page of a submission: its progress, and buttons to retry or cancel it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import captures, submissions, work
from domain.errors import Conflict, NotFound
from domain.ids import is_id
from domain.shapes.capture import Capture
from domain.shapes.submission import Submission
from server.access.auth import Role, allow_role
from server.context import app_context
from server.pages.progress_view import progress_view
from server.status import thread_of

blueprint = Blueprint("submission_pages", __name__, url_prefix="/submissions")


@blueprint.get("/<id_>")
@allow_role(Role.READER)
def show(id_: str) -> str:
    """Shows the progress; a script opens the thread when the submission is done."""
    context, submission = app_context(), _load(id_)
    archive = context.archive
    begun = submissions.list_steps(archive, submission.id)
    queue = work.queue_place(archive, submission.id, context.settings.workers)
    view = progress_view(submission, begun, thread_of(archive, submission), _capture(submission), queue)
    return render_template("pages/submission.html.jinja", progress=view)


@blueprint.post("/<id_>/retry")
@allow_role(Role.EDITOR)
def retry(id_: str) -> Redirect:
    """Retries a submission that failed or was cancelled."""
    context, submission = app_context(), _load(id_)
    with suppress(Conflict):  # it is being retried already
        submissions.retry(context.archive, submission.id)
        context.queue.submission(submission.id)
    return redirect("/#under-way" if request.form.get("back") == "home" else f"/submissions/{submission.id}", 303)


@blueprint.post("/<id_>/dismiss")
@allow_role(Role.EDITOR)
def dismiss(id_: str) -> Redirect:
    """Takes a failed submission off the list on the home page."""
    with suppress(Conflict):  # it was retried in the meantime
        submissions.dismiss(app_context().archive, _load(id_).id)
    return redirect("/#under-way", 303)


@blueprint.post("/<id_>/cancel")
@allow_role(Role.EDITOR)
def cancel(id_: str) -> Redirect:
    """Cancels the submission unless it has ended."""
    submission = _load(id_)
    with suppress(Conflict):  # it has ended in the meantime
        submissions.cancel(app_context().archive, submission.id)
    return redirect(f"/submissions/{submission.id}", 303)


def _load(id_: str) -> Submission:
    if not is_id(id_):
        raise NotFound("submission", id=id_)
    return submissions.get(app_context().archive, id_)


def _capture(submission: Submission) -> Capture | None:
    """Returns the capture that was sent, unless it was deleted since."""
    if submission.capture_id is None:
        return None
    try:
        return captures.load(app_context().archive, submission.capture_id)
    except NotFound:
        return None
