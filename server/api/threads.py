"""Threads: the list, one of them, and deleting one."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as Redirect

from archive.library import listing
from archive.threads import curation, threads, wastebasket
from domain.ids import is_id
from domain.shapes import thread as shapes
from presentation.api.curation import Curation, DeletedThread, Wastebasket
from presentation.api.thread import Thread
from presentation.api.thread_list import Items
from presentation.timestamps import utc
from server.access.auth import Scope, allow, current_caller
from server.api.query import NUMBER, WORD, version_number, whole_number, word
from server.api.redirects import checked_id
from server.api.responses import documented
from server.codings import is_hidden, without_tags
from server.context import AppContext, app_context
from server.language import request_language
from server.library import FILTERS, requested_order, requested_query

blueprint = Blueprint("threads", __name__)
PAGE, MOST = 20, 100


@blueprint.get("/threads")
@allow(Scope.READ)
@documented(response=Items, query={**dict.fromkeys(("q", *FILTERS, "sort", "cursor"), WORD), "facets": NUMBER, "limit": NUMBER})
def index() -> Items:
    """Threads that `q` and the filters find, a page at a time."""
    limit, facets, query = whole_number("limit", PAGE, 1, MOST), whole_number("facets", 0, 0, 1), requested_query()
    order = requested_order(query)
    page = listing.list_page(
        app_context().archive, query, order, word("cursor"), limit, facets=bool(facets), person=current_caller().person
    )
    return Items.from_domain(page, request_language())


@blueprint.get("/threads/<id_>")
@allow(Scope.READ)
@documented(response=Thread, query={"version": NUMBER, "codebook": WORD})
def show(id_: str) -> Thread | Redirect:
    """One thread, in its latest version or the requested one."""
    context = app_context()
    if target := merged_into(context, id_):
        return redirect(f"/api/v1/threads/{target}", 308)
    thread = load(context, id_)
    thread = without_tags(thread) if is_hidden(context, id_) else thread
    return Thread.from_domain(thread, context.codebooks.at(thread.codebook), request_language())


@blueprint.delete("/threads/<id_>")
@allow(Scope.WRITE)
@documented(status=204, query={"for_good": NUMBER})
def delete(id_: str) -> Response:
    """Put a thread into the wastebasket; with `for_good=1` delete it with the captures that no other thread uses."""
    delete_thread(app_context(), checked_id(id_), for_good=bool(whole_number("for_good", 0, 0, 1)))
    return Response(status=204)


@blueprint.post("/threads/<id_>/restore")
@allow(Scope.WRITE)
@documented(response=Curation)
def restore(id_: str) -> Curation:
    """Take a thread out of the wastebasket."""
    context = app_context()
    wastebasket.restore(context.archive, checked_id(id_), current_caller().name)
    return Curation.from_domain(curation.load(context.archive, id_, current_caller().person))


@blueprint.get("/wastebasket")
@allow(Scope.READ)
@documented(response=Wastebasket)
def deleted() -> Wastebasket:
    """The threads in the wastebasket, deleted last first."""
    context = app_context()
    items = [
        DeletedThread(thread.id, thread.title, utc(thread.deleted_at), thread.deleted_by)
        for thread in wastebasket.list_threads(context.archive)
    ]
    return Wastebasket(items, context.settings.trash_days)


def delete_thread(context: AppContext, id_: str, *, for_good: bool = False) -> None:
    """Puts a thread into the wastebasket, or deletes it for good, also where there is no wastebasket. Raises NotFound."""
    if for_good or context.settings.trash_days == 0:
        threads.delete(context.archive, id_, current_caller().name)
    else:
        wastebasket.put(context.archive, id_, current_caller().name)


def load(context: AppContext, id_: str) -> shapes.Thread:
    """The thread of this request's address, version and codebook. Raises NotFound, Invalid."""
    return threads.load(context.archive, checked_id(id_), version_number(), word("codebook"))


def load_latest(context: AppContext, id_: str, codebook: str | None = None) -> shapes.Thread:
    """The thread in its latest version, by `codebook`, else by the one that the query names. Raises NotFound."""
    return threads.load(context.archive, checked_id(id_), codebook=codebook or word("codebook"))


def merged_into(context: AppContext, id_: str) -> str | None:
    """The id of the thread that this one was merged into, if it was."""
    return threads.merged_into(context.archive, id_) if is_id(id_) else None
