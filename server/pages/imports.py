"""Imports: the form for many addresses and files, and the page of each import with its rows and its threads to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.imports import choices, links, records
from domain.errors import Conflict, NotFound, ThreadsheetError
from domain.pasted_input import BETWEEN
from domain.shapes.choice import ChoiceFilter
from domain.shapes.submission import State
from presentation.messages import load_messages
from server import imports
from server.access.auth import Role, allow_role
from server.access.local_paths import public_address
from server.api.imports import retry_failed
from server.context import app_context
from server.front.body_limits import body_limit, import_size, streamed
from server.pages.bookmarklet import bookmarklet
from server.pages.dates import date
from server.pages.import_view import LATEST, import_view
from server.problems import error_text, problem_of

blueprint = Blueprint("import_pages", __name__, url_prefix="/imports")
PAGE_SIZE: Final = 100
CHOICES_PAGE: Final = 500


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Shows the form, and the latest imports."""
    return _form()


@blueprint.post("")
@streamed
@body_limit(import_size)
@allow_role(Role.EDITOR)
def create() -> Redirect | tuple[str, int]:
    """Imports what the form holds; on an error shows it again with everything that was typed."""
    context, form = app_context(), request.form
    files = [file for file in request.files.getlist("file") if file.filename]
    addresses = [word for word in BETWEEN.split(form.get("addresses", "")) if word]
    labels = form.get("labels", "").split(",")
    try:
        options = imports.options_of(context, form.get("codebook"), labels, threads_only="threads_only" in form)
        imported = list(imports.import_files(context, files, options))
        if addresses or not files:
            imported.append(imports.import_addresses(context, addresses, options))
    except ThreadsheetError as error:
        return _form(error), problem_of(error).status
    return redirect(f"/imports/{imported[0].id}" if len(imported) == 1 else "/imports", 303)


@blueprint.get("/<id_>")
@allow_role(Role.READER)
def show(id_: str) -> str:
    """Shows how far an import is: its rows, or the threads to choose from."""
    archive = app_context().archive
    view = import_view(imports.own_import(archive, id_))
    state, page = _requested_state(), max(request.args.get("page", 1, type=int), 1)
    total = view.counts.states.get(state, 0) if state else view.counts.total
    rows = links.list_rows(archive, id_, state, PAGE_SIZE, (min(page, 1_000_000) - 1) * PAGE_SIZE)
    place, chosen_by = max(request.args.get("choices", 1, type=int), 1), _choice_filter(request.args)
    offset = (min(place, 100_000) - 1) * CHOICES_PAGE
    listed, passing = choices.list_page(archive, id_, chosen_by, CHOICES_PAGE, offset) if view.counts.choices else ((), 0)
    return render_template(
        "pages/imports/import.html.jinja",
        view=view,
        rows=rows,
        state=state,
        first=(page - 1) * PAGE_SIZE + 1,
        total=total,
        previous=_page_link(page - 1, state) if page > 1 else None,
        next=_page_link(page + 1, state) if page * PAGE_SIZE < total else None,
        choices=[(choice, date(choice.thread.posted_at)) for choice in listed],
        passing=passing,
        first_choice=offset + 1,
        chosen_by=chosen_by,
        every_address=_choices_address(place, chosen_by, every="every" not in request.args),
        previous_choices=_choices_address(place - 1, chosen_by) if place > 1 else None,
        next_choices=_choices_address(place + 1, chosen_by) if offset + len(listed) < passing else None,
        every="every" in request.args,
        retryable=bool(view.imported.failure or (view.failed and links.retryable_submissions(archive, id_))),
    )


@blueprint.post("/<id_>/choose")
@body_limit(1 << 20)
@allow_role(Role.EDITOR)
def choose(id_: str) -> Redirect:
    """Saves the ticked threads of an account's posts."""
    context, imported = app_context(), imports.own_import(app_context().archive, id_)
    roots = request.form.getlist("root")
    if request.form.get("do") == "all":
        chosen_by = _choice_filter(request.form)
        roots = [item.root for item in choices.list_choices(context.archive, imported.id) if chosen_by.passes(item.thread)]
    if not roots:
        flash(load_messages().imports.nothing_chosen)
    elif choices.choose(context.archive, imported.id, roots):
        context.queue.import_(imported.id)
    back = request.form.get("back", "")
    return redirect(f"/imports/{imported.id}{back if back.startswith('?') else ''}", 303)


@blueprint.post("/<id_>/retry")
@allow_role(Role.EDITOR)
def retry(id_: str) -> Redirect:
    """Tries again what failed and may succeed another time."""
    imported = imports.own_import(app_context().archive, id_)
    try:
        retry_failed(imported)
    except Conflict as error:
        flash(error_text(error))
    return redirect(f"/imports/{imported.id}", 303)


@blueprint.post("/<id_>/remove")
@allow_role(Role.EDITOR)
def remove(id_: str) -> Redirect:
    """Removes an import from the list; the threads that it saved stay."""
    archive = app_context().archive
    records.remove(archive, imports.own_import(archive, id_).id)
    flash(load_messages().imports.removed)
    return redirect("/imports", 303)


def _form(error: ThreadsheetError | None = None) -> str:
    context = app_context()
    latest = [
        (view, date(view.imported.created_at)) for view in map(import_view, records.list_imports(context.archive, LATEST))
    ]
    return render_template(
        "pages/imports/imports.html.jinja",
        latest=latest,
        fault=error_text(error) if error else None,
        form=request.form,
        codebooks=context.codebooks,
        bookmarklet=bookmarklet(public_address("")),
        address=public_address(""),
        moving=any(view.unfinished for view, _ in latest),
    )


def _requested_state() -> State | None:
    """Raises NotFound for a state that there is not."""
    written = request.args.get("state", "")
    try:
        return State(written) if written else None
    except ValueError:
        raise NotFound from None


def _choice_filter(values: Mapping[str, str]) -> ChoiceFilter:
    """The filter of the choices in an address or a form; numbers that are none are left out."""
    least = values.get("least", "").strip()
    return ChoiceFilter(values.get("q", "")[:200], int(least[:6]) if least.isascii() and least.isdecimal() else 0)


def _choices_address(place: int, chosen_by: ChoiceFilter, *, every: bool = False) -> str:
    query: dict[str, object] = {"choices": place} if place > 1 else {}
    query |= {"q": chosen_by.q} if chosen_by.q else {}
    query |= {"least": chosen_by.least_posts} if chosen_by.least_posts else {}
    return f"?{urlencode(query | ({'every': 1} if every else {}))}#choices"


def _page_link(page: int, state: State | None) -> str:
    return "?" + urlencode({"page": page} | ({"state": state.value} if state else {}))
