"""Threads: the list, one of them, and deleting one."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive.threads import thread_list, threads
from domain.errors import Invalid
from domain.ids import is_id
from domain.messages import message
from domain.shapes import thread as shapes
from presentation.api.thread import Thread
from presentation.api.thread_list import Item, Items
from server.access.auth import Scope, allow
from server.api.query import NUMBER, WORD, version_number, whole_number, word
from server.api.redirects import checked_id
from server.api.responses import documented
from server.context import AppContext, app_context
from server.language import request_language

blueprint = Blueprint("threads", __name__)
PAGE, MOST = 20, 100
FILTERS = ("site", "author", "family", "theme", "verdict")


@blueprint.get("/threads")
@allow(Scope.READ)
@documented(response=Items, query={**dict.fromkeys((*FILTERS, "cursor"), WORD), "limit": NUMBER})
def index() -> Items:
    """Threads, the latest first, a page at a time."""
    limit, language = whole_number("limit", PAGE, 1, MOST), request_language()
    page, cursor = thread_list.list_page(app_context().archive, filters(), word("cursor"), limit)
    return Items([Item.from_domain(thread, language) for thread in page], cursor)


@blueprint.get("/threads/<id_>")
@allow(Scope.READ)
@documented(response=Thread, query={"version": NUMBER, "codebook": WORD})
def show(id_: str) -> Thread | Redirect:
    """One thread, in its latest version or the requested one."""
    context = app_context()
    if target := merged_into(context, id_):
        return redirect(f"/api/v1/threads/{target}", 308)
    thread = load(context, id_)
    return Thread.from_domain(thread, context.codebooks.at(thread.codebook), request_language())


@blueprint.delete("/threads/<id_>")
@allow(Scope.WRITE)
@documented(status=204)
def delete(id_: str) -> Response:
    """Delete a thread, with the captures that no other thread uses."""
    threads.delete(app_context().archive, checked_id(id_))
    return Response(status=204)


def load(context: AppContext, id_: str) -> shapes.Thread:
    """The thread of this request's address, version and codebook. Raises NotFound, Invalid."""
    return threads.load(context.archive, checked_id(id_), version_number(), word("codebook"))


def load_latest(context: AppContext, id_: str, codebook: str | None = None) -> shapes.Thread:
    """The thread in its latest version, by `codebook`, else by the one that the query names. Raises NotFound."""
    return threads.load(context.archive, checked_id(id_), codebook=codebook or word("codebook"))


def merged_into(context: AppContext, id_: str) -> str | None:
    """The id of the thread that this one was merged into, if it was."""
    return threads.merged_into(context.archive, id_) if is_id(id_) else None


def filters() -> thread_list.Filters:
    """The filters of this request's query. Raises Invalid."""
    for name in ("q", "sort"):
        if request.args.get(name):
            raise Invalid("search", fields={name: message("invalid.leave_out")})
    return thread_list.parse_filters(**{name: word(name) for name in FILTERS})
