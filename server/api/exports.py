"""Exports of threads for researchers' tools: a project, a table, annotations or training data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from archive.codebooks import BUILT_IN
from archive.library import listing
from archive.threads import threads
from archive.threads.loading import ThreadKey, load_present
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.codebook import Codebook
from domain.shapes.thread import Thread
from presentation.exports import qda, table, training, web_annotations
from presentation.messages import load_messages
from server.access.auth import Scope, allow, current_caller
from server.access.local_paths import public_address
from server.api.query import WORD, word
from server.api.redirects import checked_id
from server.api.responses import documented
from server.context import AppContext, app_context
from server.library import FILTERS as LIBRARY_FILTERS
from server.library import requested_query

blueprint = Blueprint("exports", __name__)
MOST_THREADS: Final = 2_000
FILTERS: Final = tuple(name for name in LIBRARY_FILTERS if name != "codebook")
"""`codebook` is the one that the exported tags are of."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of another program: its media type, the ending of its file, and the function that writes it."""

    media_type: str
    ending: str
    export: Callable[[list[Thread], Codebook], bytes]


def _project(selection: list[Thread], codebook: Codebook) -> bytes:
    return qda.qdpx(selection, codebook, load_messages().exports.project, app_context().archive.clock())


FORMATS: Final[dict[str, ExportFormat]] = {
    "qdpx": ExportFormat("application/zip", "qdpx", _project),
    "qdc": ExportFormat("application/xml", "qdc", lambda _threads, codebook: qda.qdc(codebook)),
    "csv": ExportFormat("text/csv; charset=utf-8", "csv", table.to_csv),
    "xlsx": ExportFormat("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", table.to_xlsx),
    "annotations": ExportFormat(
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        "jsonld",
        lambda selection, codebook: web_annotations.collection(selection, codebook, public_address("")),
    ),
    "training": ExportFormat("application/jsonl; charset=utf-8", "jsonl", lambda threads_, _: training.lines(threads_)),
}


@blueprint.get("/exports")
@allow(Scope.READ)
@documented(response="application/octet-stream", query=dict.fromkeys(("format", "thread", "codebook", "q", *FILTERS), WORD))
def export() -> Response:
    """Threads with their tags in another program's format; `thread` may be repeated, without it all are taken."""
    context, format_ = app_context(), _format()
    codebook = context.codebook(word("codebook") or BUILT_IN)
    selection = [] if format_.ending == "qdc" else _selection(context, codebook.id)
    response = Response(format_.export(selection, codebook), content_type=format_.media_type)
    name = re.sub(r"[^a-z0-9-]", "", codebook.id)
    response.headers["Content-Disposition"] = f'attachment; filename="threadsheet-{name}.{format_.ending}"'
    return response


def _format() -> ExportFormat:
    try:
        return FORMATS[request.args.get("format", "")]
    except KeyError:
        choices = message("invalid.choice", choices=tuple(FORMATS))
        raise Invalid("export_format", fields={"format": choices}) from None


def _selection(context: AppContext, codebook: str) -> list[Thread]:
    """The threads that the query names, else those that pass its filters; only threads tagged with the codebook.

    Raises NotFound for a named thread that does not exist or was not tagged with it, Invalid for too many.
    """
    ids = list(dict.fromkeys(request.args.getlist("thread")))
    if len(ids) > MOST_THREADS:
        raise _too_many()
    if ids:
        return [_load(context, id_, codebook) for id_ in ids]
    return list(load_present(context.archive, [ThreadKey(id_, codebook=codebook) for id_ in _filtered_ids(context)]))


def _load(context: AppContext, id_: str, codebook: str) -> Thread:
    target = threads.merged_into(context.archive, checked_id(id_))
    return threads.load(context.archive, target or id_, codebook=codebook)


def _filtered_ids(context: AppContext) -> list[str]:
    ids = listing.list_thread_ids(context.archive, requested_query(FILTERS), current_caller().person)
    if len(ids) > MOST_THREADS:
        raise _too_many()
    return list(ids)


def _too_many() -> Invalid:
    return Invalid("too_many_threads", fields={"thread": message("invalid.choose_fewer")}, most=MOST_THREADS)
