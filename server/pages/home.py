"""The first page: the form that threads come in by, and what was kept lately."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response as Redirect
from wtforms.validators import ValidationError

from archive import captures, codebooks, submissions
from archive.threads import thread_list
from domain.errors import Invalid, NotFound, RateLimited, ThreadsheetError, TooLarge
from domain.ids import is_id
from domain.shapes.handout import Edition
from presentation.messages import sentence, words
from server import intake, problems
from server.access.auth import current_caller
from server.context import app_context
from server.pages.form import Form, file_of, typed, wish_of
from server.pages.progress_view import pasted_text
from server.pages.thread_rows import row

blueprint = Blueprint("pages", __name__)
RECENT: Final = 12


@blueprint.get("/")
def index() -> Response:
    """The form, empty or as it was sent before (`?again=SUBMISSION`)."""
    again = request.args.get("again", "")
    return _page(_as_before(again) if is_id(again) else Form())


@blueprint.post("/")
def submit() -> Response | Redirect:
    """Archive what the form holds; on a fault give it back with everything that was typed."""
    context, form = app_context(), typed(request)
    try:
        _check_token()
        wanted = wish_of(form, file_of(request), context.codebooks, context.archive.clock())
        made = intake.receive(context, wanted, current_caller().name).submission
    except ThreadsheetError as error:
        return _refused(form, error)
    return redirect(f"/submissions/{made.id}", 303)


@blueprint.errorhandler(TooLarge)
@blueprint.errorhandler(413)
@blueprint.errorhandler(429)
def _before_it_was_read(error: ThreadsheetError | HTTPException) -> Response:
    """What was refused before the view saw it comes back as the form too; of too large a body nothing is left to give back."""
    if isinstance(error, TooManyRequests):
        return _refused(typed(request), RateLimited())
    return _refused(Form(), error if isinstance(error, TooLarge) else TooLarge())


def install(app: Flask) -> None:
    """The form checks its token itself: a page that was open too long must not lose what was pasted into it."""
    guard: CSRFProtect = app.extensions["csrf"]
    guard.exempt(submit)


def _check_token() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        raise Invalid(words().pages.faults.expired) from None


def _refused(form: Form, error: ThreadsheetError) -> Response:
    faults = (
        {name: sentence(why) for name, why in error.fields.items()}
        if isinstance(error, Invalid) and error.fields
        else {"": sentence(error.reason)}
    )
    answer = _page(form.with_faults(faults))
    answer.status_code = 422 if "" not in faults else problems.problem_of(error).status
    return answer


def _page(form: Form) -> Response:
    context = app_context()
    page = render_template(
        "pages/home.html.jinja",
        form=form,
        editions=tuple(Edition),
        codebooks=context.codebooks,
        built_in=codebooks.BUILT_IN,
        recent=[row(thread, context.codebooks) for thread in thread_list.recent(context.archive, RECENT)],
        today=context.archive.clock().date().isoformat(),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-cache"  # the browser may keep what was typed for the way back
    return answer


def _as_before(id_: str) -> Form:
    """The form that an earlier submission was sent with, as far as it is still there."""
    context = app_context()
    try:
        before = submissions.get(context.archive, id_)
        capture = captures.load(context.archive, before.capture_id) if before.capture_id else None
    except NotFound:
        return Form()
    text = pasted_text(capture)
    if capture is None or text is None:
        return Form(source=before.url or "", edition=before.edition.value, codebook=before.codebook or "")
    hints = capture.hints
    return Form(
        text=text,
        source=hints.url or "",
        author=hints.author or "",
        posted_at=hints.posted_at.date().isoformat() if hints.posted_at else "",
        edition=before.edition.value,
        codebook=before.codebook or "",
    )
