"""The list of codings, the form to begin one, and the page of each: who is how far, and at the end how they agree."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.codebooks import BUILT_IN
from archive.codings import answers, records
from archive.threads import thread_list
from domain.errors import Conflict, Invalid, NotFound, ThreadsheetError
from domain.ids import is_id
from domain.shapes.coding import Coding, CodingRequest
from presentation.messages import day, load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.api.codings import found_threads
from server.codings import begin_coding, compare_coders, edition_of, end_coding, may_manage, pairs_of, remove_coding
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.codings.coding_view import agreement_view
from server.pages.dates import date
from server.problems import error_text, problem_of

blueprint = Blueprint("coding_pages", __name__, url_prefix="/codings")
SHOWN_TITLES = 5


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Lists all codings."""
    listed = [(coding, _edition_name(coding), date(coding.created_at)) for coding in records.list_all(app_context().archive)]
    return render_template("pages/codings/codings.html.jinja", codings=listed, person=current_caller().person)


@blueprint.get("/new")
@allow_role(Role.EDITOR)
def new() -> str | tuple[str, int]:
    """Shows the form to begin a coding of the threads that the query names or finds."""
    return _form()


@blueprint.post("")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def begin() -> str | tuple[str, int] | Redirect:
    """Begins a coding; a refused one comes back with what was typed."""
    form = request.form
    try:
        sample = form.get("sample", "").strip()
        coding_request = CodingRequest(
            name=form.get("name", ""),
            coders=tuple(form.getlist("coder")),
            thread_ids=_thread_ids(),
            blind="blind" in form,
            points=form.get("points", ""),
            sample=int(sample[:9]) if sample.isascii() and sample.isdecimal() else (0 if sample else None),
        )
        coding = begin_coding(coding_request, form.get("codebook"))
    except (Invalid, NotFound) as error:
        return _form(error)
    flash(load_messages().codings.new.begun)
    return redirect(f"/codings/{coding.id}", 303)


@blueprint.get("/<id_>")
@allow_role(Role.READER)
def show(id_: str) -> str:
    """Shows who is how far; when all are done, how far two of them agree."""
    archive, person = app_context().archive, current_caller().person
    coding = records.get(archive, id_)
    first, second = request.args.get("first"), request.args.get("second")
    edition = edition_of(coding)
    own = answers.list_own(archive, id_, person) if coding.coder(person) else ()
    return render_template(
        "pages/codings/coding.html.jinja",
        coding=coding,
        edition=edition,
        is_changed=coding.codebook.id in app_context().codebooks and app_context().codebooks[edition.id].ref != coding.codebook,
        dates=(date(coding.created_at), date(coding.compared_at)),
        coders=[(coder, date(coder.done_at)) for coder in coding.coders],
        own=coding.coder(person),
        left=sum(item.answer is None for item in own),
        next_open=next((item.point.number for item in own if item.answer is None), None),
        first_number=next((item.point.number for item in own), None),
        manages=may_manage(coding),
        compared=agreement_view(coding, compare_coders(coding, first, second), edition) if coding.compared_at else None,
        pairs=pairs_of(coding),
    )


@blueprint.post("/<id_>/done")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def done(id_: str) -> Redirect:
    """Says that the coder is done, or goes on."""
    archive, person, do = app_context().archive, current_caller().person, request.form.get("do")
    texts = load_messages().codings.coder
    try:
        if do == "resume":
            answers.resume(archive, id_, person)
        else:
            coding = answers.finish(archive, id_, person, rest=do == "rest")
            flash(texts.ended if coding.compared_at else texts.finished)
    except Conflict as error:
        flash(error_text(error))
    return redirect(f"/codings/{id_}", 303)


@blueprint.post("/<id_>/end")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def end(id_: str) -> Redirect:
    """Ends the coding for all."""
    try:
        end_coding(id_)
    except Conflict as error:
        flash(error_text(error))
    return redirect(f"/codings/{id_}", 303)


@blueprint.post("/<id_>/remove")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def remove(id_: str) -> Redirect:
    """Removes a coding with its answers."""
    remove_coding(id_)
    flash(load_messages().codings.coder.removed)
    return redirect("/codings", 303)


def _form(error: ThreadsheetError | None = None) -> str | tuple[str, int]:
    """The form with what was typed; the threads stay those of the address."""
    context, person = app_context(), current_caller().person
    codebook = request.values.get("codebook", "")
    codebook = codebook if codebook in context.codebooks else BUILT_IN
    try:
        ids = _thread_ids()
        titles = [thread_list.load_summary(context.archive, id_).title for id_ in ids[:SHOWN_TITLES]]
    except (Invalid, NotFound) as fault:
        error, ids, titles = error or fault, (), []
    coders = records.list_coders(context.archive)
    faults = {field: sentence(reason) for field, reason in error.fields.items()} if isinstance(error, Invalid) else {}
    page = render_template(
        "pages/codings/new.html.jinja",
        query=urlencode([(name, value) for name in ("thread", "q") for value in request.values.getlist(name)]),
        fields=[(name, value) for name in ("thread", "q") for value in request.values.getlist(name)],
        count=len(ids),
        titles=titles,
        name=request.form.get("name") or f"{context.codebook(codebook).name}, {day(context.archive.clock())}",
        coders=coders,
        person=person,
        codebooks=tuple(context.codebooks.values()),
        codebook=codebook,
        sent=request.method == "POST",
        faults=faults,
        fault=error_text(error) if error else None,
    )
    return (page, problem_of(error).status) if error else page


def _thread_ids() -> tuple[str, ...]:
    """The threads that the request names, else those that its query finds. Raises Invalid."""
    named = tuple(dict.fromkeys(id_ for id_ in request.values.getlist("thread") if is_id(id_)))
    if named or "q" not in request.values:
        return named
    return found_threads(request.values["q"])


def _edition_name(coding: Coding) -> str:
    return edition_of(coding).name
