"""The home page: the box for saving threads, what is under way, and the threads that were saved recently."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, flash, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response as Redirect
from wtforms.validators import ValidationError

from archive import captures, codebooks, submissions
from archive.threads import thread_list
from domain.editions import Edition
from domain.errors import Invalid, NotFound, RateLimited, ThreadsheetError, TooLarge
from domain.ids import is_id
from domain.pasted_input import list_addresses, recognise_input
from domain.shapes.imports import Import
from presentation.messages import PluralPhrase, load_messages
from server import imports, intake, problems
from server.access.auth import Role, allow_role, current_caller
from server.context import app_context
from server.front.body_limits import body_limit, capture_size
from server.pages.form import MAX_ADDRESSES, Form, archiving_requests, parse_form, read_files
from server.pages.import_view import unfinished_imports
from server.pages.progress_view import pasted_text
from server.pages.thread_rows import row
from server.pages.under_way import under_way

blueprint = Blueprint("pages", __name__)
RECENT_THREADS: Final = 6


@blueprint.get("/")
@allow_role(Role.READER)
def index() -> Response:
    """Shows the form, empty or filled in as for an earlier submission (`?again=SUBMISSION`)."""
    again = request.args.get("again", "")
    return form_page(_form_of_submission(again) if is_id(again) else Form())


@blueprint.post("/")
@body_limit(capture_size)
@allow_role(Role.EDITOR)
def submit() -> Response | Redirect:
    """Archives what the form holds; on an error shows the form again with everything that was typed."""
    context, form = app_context(), parse_form(request)
    try:
        _check_token()
        if request.form.get("do") == "check":
            return form_page(form, recognised=_recognition(form.text))
        if imported := _imported(form):
            return redirect(f"/imports/{imported[0].id}" if len(imported) == 1 else "/imports", 303)
        requests = archiving_requests(form, read_files(request), context.codebooks, context.archive.clock())
        intake.check(context, requests)
        sent = [intake.receive(context, requested, current_caller().name).submission for requested in requests]
    except ThreadsheetError as error:
        return _error_page(form, error)
    if len(sent) == 1:
        return redirect(f"/submissions/{sent[0].id}", 303)
    flash(load_messages().pages.home.sent(len(sent)))
    return redirect("/#under-way", 303)


def _imported(form: Form) -> list[Import]:
    """What of the form is an import, if all of it is: very many addresses, and files that hold many threads."""
    context, addresses = app_context(), list_addresses(form.text)
    files = [file for file in request.files.getlist("file") if file.filename]
    is_import = len(addresses) > MAX_ADDRESSES or any(map(imports.is_import_file, files))
    if not is_import or (form.text.strip() and not addresses):
        return []
    options = imports.options_of(context, form.codebook or None, (), threads_only=False)
    imported = list(imports.import_files(context, files, options))
    return imported + ([imports.import_addresses(context, addresses, options)] if addresses else [])


@blueprint.post("/recognise")
@allow_role(Role.EDITOR)
def recognise() -> str:
    """Says in one line what the box's text is taken for."""
    return _recognition(request.form.get("text", ""))


@blueprint.get("/under-way")
@allow_role(Role.READER)
def show_under_way() -> str:
    """Shows the lists below the box, which a script renews while something is under way."""
    return render_template("pages/home_lists.html.jinja", **_lists())


def _recognition(text: str) -> str:
    recognised = recognise_input(text.replace("\r\n", "\n"))
    wording = load_messages().pages.home.recognised[recognised.kind.value]
    return str(wording(recognised.count) if isinstance(wording, PluralPhrase) else wording)


@blueprint.errorhandler(TooLarge)
@blueprint.errorhandler(413)
@blueprint.errorhandler(429)
def _refused_early(error: ThreadsheetError | HTTPException) -> Response:
    """Shows the form for requests that were refused before the view ran; it is empty where the body was too large to read."""
    if isinstance(error, TooManyRequests):
        return _error_page(parse_form(request), RateLimited())
    return _error_page(Form(), error if isinstance(error, TooLarge) else TooLarge())


def install(app: Flask) -> None:
    """Exempts the form from the general check of its token: `submit` checks it, so that an expired page keeps its text."""
    csrf: CSRFProtect = app.extensions["csrf"]
    csrf.exempt(submit)


def _check_token() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        raise Invalid("expired_form") from None


def _error_page(form: Form, error: ThreadsheetError) -> Response:
    faults = error.fields if isinstance(error, Invalid) and error.fields else {"": error.reason}
    answer = form_page(form.with_faults(faults))
    answer.status_code = 422 if "" not in faults else problems.problem_of(error).status
    return answer


def form_page(form: Form, recognised: str = "") -> Response:
    """The page with the form filled in."""
    context = app_context()
    page = render_template(
        "pages/home.html.jinja",
        form=form,
        editions=tuple(Edition),
        codebooks=context.codebooks,
        built_in=codebooks.BUILT_IN,
        recognised=recognised,
        today=context.archive.clock().date().isoformat(),
        **_lists(),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-cache"  # on the way back the browser may restore what was typed
    return answer


def _lists() -> dict[str, object]:
    context = app_context()
    recent = thread_list.list_recent(context.archive, RECENT_THREADS)
    rows = [row(thread, context.codebooks) for thread in recent]
    return {"recent": rows, "under_way": under_way(context.archive), "imports": unfinished_imports()}


def _form_of_submission(id_: str) -> Form:
    """Returns the form as it was sent for an earlier submission, as far as that is still stored."""
    context = app_context()
    try:
        submission = submissions.get(context.archive, id_)
        capture = captures.load(context.archive, submission.capture_id) if submission.capture_id else None
    except NotFound:
        return Form()
    text = pasted_text(capture)
    if capture is None or text is None:
        return Form(text=submission.url or "", edition=submission.edition.value, codebook=submission.codebook or "")
    hints = capture.hints
    return Form(
        text=text,
        source=hints.url or "",
        author=hints.author or "",
        posted_at=hints.posted_at.date().isoformat() if hints.posted_at else "",
        edition=submission.edition.value,
        codebook=submission.codebook or "",
    )
