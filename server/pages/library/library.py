"""The library: all threads, searched, filtered and sorted, and what is done to many of them at once."""

from __future__ import annotations

from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.library import batches, collections, listing
from archive.threads import curation, wastebasket
from domain.editions import Edition
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.messages import message
from domain.search.parsing import parse_query
from domain.search.query import EVERYTHING, Query
from domain.shapes.batch import BatchChange
from domain.shapes.handout import Format
from domain.shapes.library import Order, Sort
from presentation.messages import grouped, load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.api.curation import request_batch
from server.api.redirects import checked_id
from server.api.threads import delete_thread
from server.context import app_context
from server.joint_requests import request_joint
from server.language import request_language
from server.library import requested_order, requested_query
from server.pages.dates import date
from server.pages.library.addresses import PATH, Parameters
from server.pages.library.library_view import Link, library_view
from server.problems import error_text

blueprint = Blueprint("library_pages", __name__)
PAGE_SIZE: Final = 50
MAX_TYPED: Final = 500
"""Characters of refused labels that come back."""
AT_ONCE: Final = 50
"""Threads that are changed before the page is shown again; more of them are changed by a worker."""


@blueprint.get(PATH)
@allow_role(Role.READER)
def index() -> str | Redirect | tuple[str, int]:
    """Lists threads page by page. A search that cannot be read is shown again, with what is wrong."""
    context, parameters = app_context(), Parameters.of_request()
    if name := " ".join(request.args.get("name", "").replace('"', " ").split()):
        return redirect(parameters.searching_for(f'author:"{name}"').address(), 303)
    try:
        query = requested_query()
        order = requested_order(query)
        cursor = request.args.get("cursor") or None
        page = listing.list_page(context.archive, query, order, cursor, PAGE_SIZE, facets=True, person=current_caller().person)
    except Invalid as error:
        if "q" not in error.fields:
            raise
        faults = [sentence(reason) for reason in error.fields.values()]
        return render_template("pages/library/fault.html.jinja", faults=faults, written=parameters.get("q")), 400
    years = _year_links(query, order, parameters) if page.count.value > PAGE_SIZE else []
    everything = page.count.value if query == EVERYTHING else listing.count_threads(context.archive)
    view = library_view(page, order, parameters, context.codebooks, years, everything)
    saved = collections.list_collections(context.archive)
    return render_template(
        "pages/library/library.html.jinja",
        library=view,
        collections=[Link(item.name, f"{PATH}?{urlencode({'q': item.q})}", item.q == view.query) for item in saved],
        codebooks=context.codebooks,
        labels=list(curation.list_labels(context.archive)),
        asked=parameters.asked,
        feed=f"/feed.atom{'?' + urlencode(parameters.asked) if parameters.asked else ''}",
        ticked=frozenset(request.args.getlist("ticked")),
        typed=request.args.get("typed", ""),
    )


@blueprint.post(f"{PATH}/batch")
@allow_role(Role.EDITOR)
def change_many() -> Redirect:
    """Does what a button of the bar says to the ticked threads, or to all that the query finds."""
    ids = tuple(id_ for id_ in request.form.getlist("thread") if is_id(id_))
    query = request.form.get("query", "") if request.form.get("all") else None
    if query is not None:
        ids = listing.list_thread_ids(app_context().archive, parse_query(query), current_caller().person)
    do, back = request.form.get("do", ""), _back()
    texts = load_messages().pages.library
    if not ids:
        flash(texts.nothing_ticked)
        return redirect(back, 303)
    if do == "export":
        chosen = [("thread", id_) for id_ in ids] if query is None else [("q", query)]  # an address has no room for all ids
        return redirect(f"/api/v1/exports?{urlencode([('format', 'csv'), *chosen])}", 303)
    if do == "code":
        chosen = [("thread", id_) for id_ in ids] if query is None else [("q", query)]
        return redirect(f"/codings/new?{urlencode(chosen)}", 303)
    try:
        if do == "handout":
            return redirect(_joint_handout(ids, query), 303)
        return redirect(_change(ids, _requested_change(do)) or back, 303)
    except Invalid as error:
        return _refused(back, error)


@blueprint.get(f"{PATH}/batches/<id_>")
@allow_role(Role.READER)
def batch(id_: str) -> str:
    """Shows how far a change of many threads is."""
    if not is_id(id_):
        raise NotFound("batch")
    found = batches.get(app_context().archive, id_)
    return render_template(
        "pages/library/batch.html.jinja",
        batch=found,
        running=found.finished_at is None,
        faults=[(failure.thread_id, sentence(failure.reason)) for failure in found.failed],
    )


@blueprint.post(f"{PATH}/collections")
@allow_role(Role.EDITOR)
def save() -> Redirect:
    """Saves the search under a name."""
    name, query = request.form.get("name", ""), request.form.get("query", "")
    try:
        saved = collections.save(app_context().archive, name, query, current_caller().name)
    except Invalid as error:
        flash(error_text(error))
        return redirect(_back(), 303)
    flash(load_messages().pages.library.saved(name=saved.name))
    return redirect(f"{PATH}?{urlencode({'q': saved.q})}", 303)


@blueprint.post(f"{PATH}/collections/remove")
@allow_role(Role.EDITOR)
def remove() -> Redirect:
    """Removes the saved search of this query."""
    archive = app_context().archive
    for saved in collections.list_collections(archive):
        if saved.q == request.form.get("query"):
            collections.remove(archive, saved.id)
    return redirect(_back(), 303)


@blueprint.get("/wastebasket")
@allow_role(Role.READER)
def deleted() -> str:
    """Lists the threads in the wastebasket."""
    context = app_context()
    items = [(thread, date(thread.deleted_at)) for thread in wastebasket.list_threads(context.archive)]
    return render_template("pages/library/wastebasket.html.jinja", items=items, days=context.settings.trash_days)


@blueprint.post("/wastebasket/<id_>/restore")
@allow_role(Role.EDITOR)
def restore(id_: str) -> Redirect:
    """Takes a thread out of the wastebasket."""
    wastebasket.restore(app_context().archive, checked_id(id_), current_caller().name)
    return redirect(f"/threads/{id_}", 303)


def _joint_handout(ids: tuple[str, ...], query: str | None) -> str:
    """Requests one handout of the threads, titled by the form or the saved search; the address of its page. Raises Invalid."""
    context = app_context()
    saved = (item.name for item in collections.list_collections(context.archive) if item.q == query)
    options = {"lang": request_language()}
    title = request.form.get("title") or next(saved, "")
    handout = request_joint(context, ids, title, Edition.ANNOTATED, Format.PDF, options)
    return f"/handouts/{handout.id}"


def _requested_change(do: str) -> BatchChange:
    written = tuple(name.strip() for name in request.form.get("label", "").split(","))
    names = curation.label_names(written)
    if do == "delete":
        return BatchChange(delete=True)
    if do == "codebook":
        return BatchChange(codebook=request.form.get("codebook", ""))
    return BatchChange(label=names) if do == "label" else BatchChange(unlabel=names)


def _change(ids: tuple[str, ...], change: BatchChange) -> str | None:
    """Changes few threads at once; of many the address of the page that shows how far it is. Raises Invalid."""
    context, texts, changed = app_context(), load_messages().pages.library, 0
    if len(ids) > AT_ONCE or change.codebook is not None:
        return f"{PATH}/batches/{request_batch(context, ids, change).id}"
    if not (change.delete or change.label or change.unlabel):
        raise Invalid("batch", fields={"label": message("invalid.label_needed")})
    for id_ in ids:
        with suppress(NotFound):  # deleted in the meantime
            if change.delete:
                delete_thread(context, id_)
            else:
                curation.relabel(context.archive, id_, change.label, change.unlabel)
            changed += 1
    text = texts.labelled
    if change.delete:
        text = texts.deleted if context.settings.trash_days else texts.deleted_for_good
    flash(text(count=grouped(changed, load_messages().shared.thousands)))
    return None


def _back() -> str:
    """The view of the library, or the author's page, that the form was sent from."""
    back = request.form.get("back", "")
    return back if back == PATH or back.startswith((f"{PATH}?", "/authors/")) else PATH


def _refused(back: str, error: Invalid) -> Redirect:
    """Shows the view again with the reason, what was ticked and what was typed."""
    flash(error_text(error))
    ticked = [("ticked", id_) for id_ in request.form.getlist("thread")[:PAGE_SIZE] if is_id(id_)]
    typed = urlencode([*ticked, ("typed", request.form.get("label", "")[:MAX_TYPED])])
    return redirect(f"{back}{'&' if '?' in back else '?'}{typed}", 303)


def _year_links(query: Query, order: Order, parameters: Parameters) -> list[Link]:
    """Links to the threads of each year in a list by date."""
    if order.sort not in (Sort.ARCHIVED, Sort.PUBLISHED):
        return []
    counts = listing.count_years(app_context().archive, query, order.sort, current_caller().person)
    years = sorted(counts, reverse=not order.reverse)
    links, before = [], 0
    for year in years:
        cursor = listing.year_cursor(order, year, before) or ""
        count = grouped(counts[year], load_messages().shared.thousands)
        links.append(Link(str(year), parameters.address(cursor=cursor) if before else parameters.address(), count=count))
        before += counts[year]
    return links
