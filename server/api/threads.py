"""Threads: the list, one of them whole, and its end."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive.threads import thread_list, threads
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.thread import Thread
from presentation.thread_json import Json, item_json, to_json
from server.access.auth import Scope, allow
from server.api.description import documented
from server.api.responses import Items
from server.api.responses import Thread as Whole
from server.context import AppContext, app_context

blueprint = Blueprint("threads", __name__)
PAGE, MOST = 20, 100
WORD: Json = {"type": "string"}
NUMBER: Json = {"type": "integer", "minimum": 1}
NARROWING = {**dict.fromkeys(("site", "author", "family", "theme", "verdict", "cursor"), WORD), "limit": NUMBER}


@blueprint.get("/threads")
@allow(Scope.READ)
@documented(response=Items, query=NARROWING)
def index() -> Json:
    """Threads, the latest first, a page at a time."""
    limit = whole_number("limit", PAGE, 1, MOST)
    found, following = thread_list.list_page(app_context().archive, _filters(), request.args.get("cursor") or None, limit)
    return {"items": [item_json(each) for each in found], "next": following}


@blueprint.get("/threads/<id_>")
@allow(Scope.READ)
@documented(response=Whole, query={"version": NUMBER, "codebook": WORD})
def show(id_: str) -> Json | Redirect:
    """One thread, in its latest version or the one that is asked for."""
    context = app_context()
    if elsewhere := moved(context, id_):
        return redirect(f"/api/v1/threads/{elsewhere}", 308)
    thread = load(context, id_)
    return to_json(thread, context.codebooks.at(thread.codebook))


@blueprint.delete("/threads/<id_>")
@allow(Scope.WRITE)
@documented(status=204)
def delete(id_: str) -> Response:
    """Forget a thread, with the captures that no other thread uses."""
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    threads.delete(app_context().archive, id_)
    return Response(status=204)


def load(context: AppContext, id_: str) -> Thread:
    """The thread of this request's address, version and codebook. Raises NotFound, Invalid."""
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    number = whole_number("version", 0, 1, 1_000_000) or None
    return threads.load(context.archive, id_, number, request.args.get("codebook") or None)


def load_latest(context: AppContext, id_: str, codebook: str | None = None) -> Thread:
    """The thread in its latest version, by `codebook`, else by the one that the query names. Raises NotFound."""
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    return threads.load(context.archive, id_, codebook=codebook or request.args.get("codebook") or None)


def moved(context: AppContext, id_: str) -> str | None:
    """Where the thread went, if it was merged into another."""
    return threads.merged_into(context.archive, id_) if is_id(id_) else None


def whole_number(name: str, otherwise: int, least: int, most: int) -> int:
    """A number of the query; `otherwise` when it is not given. Raises Invalid."""
    given = request.args.get(name)
    if given is None or given == "":
        return otherwise
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and least <= int(given) <= most):
        raise Invalid("This address asks for something that cannot be.", {name: f"A whole number from {least} to {most:,}."})
    return int(given)


def _filters() -> thread_list.Filters:
    asked = {name: request.args.get(name) or None for name in ("site", "author", "family", "theme", "verdict")}
    for name in ("q", "sort"):
        if request.args.get(name):
            raise Invalid("The list cannot be searched or sorted yet.", {name: "Leave this out."})
    return thread_list.parse_filters(**asked)
