"""Threads for researchers' tools: a selection as a project, a table, annotations or training lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from archive.codebooks import BUILT_IN
from archive.threads import thread_list, threads
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.theme import Codebook
from domain.shapes.thread import Thread
from presentation.exports import qda, table, training, web_annotations
from presentation.messages import words
from server.access.auth import Scope, allow
from server.api.description import documented
from server.api.threads import WORD
from server.context import AppContext, app_context

blueprint = Blueprint("exports", __name__)
MOST_THREADS: Final = 2_000
FILTERS: Final = ("site", "author", "family", "theme", "verdict")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: its media type, the ending of its file, and what makes it."""

    media_type: str
    ending: str
    make: Callable[[list[Thread], Codebook], bytes]


def _project(found: list[Thread], codebook: Codebook) -> bytes:
    return qda.qdpx(found, codebook, words().exports.project, app_context().archive.clock())


FORMS: Final[dict[str, Form]] = {
    "qdpx": Form("application/zip", "qdpx", _project),
    "qdc": Form("application/xml", "qdc", lambda _found, codebook: qda.qdc(codebook)),
    "csv": Form("text/csv; charset=utf-8", "csv", table.to_csv),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", table.to_xlsx),
    "annotations": Form(
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        "jsonld",
        lambda found, codebook: web_annotations.collection(found, codebook, _home()),
    ),
    "training": Form("application/jsonl; charset=utf-8", "jsonl", lambda found, _codebook: training.lines(found)),
}


@blueprint.get("/exports")
@allow(Scope.READ)
@documented(response="application/octet-stream", query=dict.fromkeys(("format", "thread", "codebook", *FILTERS), WORD))
def export() -> Response:
    """Threads with their tags in another program's form; `thread` may come again and again, without it all are taken."""
    context, form = app_context(), _form()
    codebook = _codebook(context)
    chosen = [] if form.ending == "qdc" else _chosen(context, codebook.id)
    answer = Response(form.make(chosen, codebook), content_type=form.media_type)
    name = re.sub(r"[^a-z0-9-]", "", codebook.id)
    answer.headers["Content-Disposition"] = f'attachment; filename="threadsheet-{name}.{form.ending}"'
    return answer


def _form() -> Form:
    try:
        return FORMS[request.args.get("format", "")]
    except KeyError:
        raise Invalid("There is no such form of export.", {"format": f"One of: {', '.join(FORMS)}."}) from None


def _codebook(context: AppContext) -> Codebook:
    name = request.args.get("codebook") or BUILT_IN
    if name not in context.codebooks:
        raise Invalid("There is no such codebook.", {"codebook": f"There are: {', '.join(sorted(context.codebooks))}."})
    return context.codebooks[name]


def _chosen(context: AppContext, codebook: str) -> list[Thread]:
    """The threads that are named, else those that the filters leave; only what was tagged with the codebook.

    Raises NotFound for a named thread that is not there or was not tagged with it, Invalid for too many.
    """
    named = list(dict.fromkeys(request.args.getlist("thread")))
    if len(named) > MOST_THREADS:
        raise _too_many()
    if named:
        return [_load(context, id_, codebook) for id_ in named]
    found = []
    for id_ in _listed(context):
        try:
            found.append(threads.load(context.archive, id_, codebook=codebook))
        except NotFound:
            continue
    return found


def _load(context: AppContext, id_: str, codebook: str) -> Thread:
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    return threads.load(context.archive, threads.merged_into(context.archive, id_) or id_, codebook=codebook)


def _listed(context: AppContext) -> list[str]:
    wanted = thread_list.parse_filters(**{name: request.args.get(name) or None for name in FILTERS})
    found, _following = thread_list.list_page(context.archive, wanted, None, MOST_THREADS + 1)
    if len(found) > MOST_THREADS:
        raise _too_many()
    return [each.id for each in found]


def _too_many() -> Invalid:
    return Invalid(f"These are more than {MOST_THREADS:,} threads at once. Choose fewer.", {"thread": "Choose fewer."})


def _home() -> str:
    return (app_context().settings.public_url or request.host_url).rstrip("/")
