"""Imports: take in many addresses or a file at once, watch its rows, choose threads, try again."""

from __future__ import annotations

from flask import Blueprint, Response, request

from archive import submissions
from archive.imports import choices, links, records
from domain.errors import Conflict, Invalid, TooLarge
from domain.messages import message
from domain.shapes import imports as shapes
from presentation.api.imports import Import, Imports, ImportSummary
from server import imports
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.import_requests import ChooseBody, ImportBody
from server.api.responses import documented
from server.api.submissions import idempotency_key
from server.context import app_context
from server.front.body_limits import ADDRESSES, body_limit, import_size, streamed
from server.language import request_language

blueprint = Blueprint("imports", __name__)
MOST_LISTED = 100


@blueprint.post("/imports")
@streamed
@body_limit(import_size)
@allow(Scope.SAVE)
@documented(body=ImportBody, response=Import, status=202)
def create() -> tuple[Import, dict[str, str]]:
    """Import addresses as JSON, or a file as multipart/form-data: `file`, beside it `codebook`, `labels`, `threads_only`."""
    imported = _import_file() if request.mimetype == "multipart/form-data" else _import_addresses()
    answer = _status(imported)
    return answer, {"Location": answer.status_url}


@blueprint.get("/imports")
@allow(Scope.SAVE, Scope.READ)
@documented(response=Imports)
def index() -> Imports:
    """The latest imports, newest first; for callers who may only save, their own."""
    archive, caller = app_context().archive, current_caller()
    listed = records.list_imports(archive, MOST_LISTED, None if caller.may(Scope.READ) else caller.name)
    return Imports([ImportSummary.from_domain(imported, links.count(archive, imported.id)) for imported in listed])


@blueprint.get("/imports/<id_>")
@allow(Scope.SAVE, Scope.READ)
@documented(response=Import)
def show(id_: str) -> Import:
    """How far an import is, with all its rows, and the threads to choose from."""
    return _status(imports.own_import(app_context().archive, id_))


@blueprint.post("/imports/<id_>/choose")
@body_limit(1 << 20)
@allow(Scope.SAVE)
@documented(body=ChooseBody, response=Import, status=202)
def choose(id_: str) -> Import:
    """Choose threads of an account's posts by their roots; those chosen before stay chosen."""
    context, imported = app_context(), imports.own_import(app_context().archive, id_)
    if choices.choose(context.archive, imported.id, request_body.read(ChooseBody).roots):
        context.queue.import_(imported.id)
    return _status(records.get(context.archive, imported.id))


@blueprint.post("/imports/<id_>/retry")
@allow(Scope.SAVE)
@documented(response=Import, status=202)
def retry(id_: str) -> Import:
    """Try again what failed and may succeed another time."""
    context, imported = app_context(), imports.own_import(app_context().archive, id_)
    retry_failed(imported)
    return _status(records.get(context.archive, imported.id))


@blueprint.delete("/imports/<id_>")
@allow(Scope.SAVE)
@documented(status=204)
def remove(id_: str) -> Response:
    """Remove an import and its file from the list; the threads that it saved stay."""
    archive = app_context().archive
    records.remove(archive, imports.own_import(archive, id_).id)
    return Response(status=204)


def retry_failed(imported: shapes.Import) -> int:
    """Retries an import that failed, or the rows of one that did not. Returns how many rows."""
    context, count = app_context(), 0
    if imported.failure:
        records.reopen(context.archive, imported.id)
        context.queue.import_(imported.id)
    for id_ in links.retryable_submissions(context.archive, imported.id):
        try:
            submissions.retry(context.archive, id_)
        except Conflict:  # it is being retried already
            continue
        context.queue.submission(id_)
        count += 1
    return count


def _import_addresses() -> shapes.Import:
    if (request.content_length or 0) > ADDRESSES:
        raise TooLarge
    context, body = app_context(), request_body.read(ImportBody)
    options = imports.options_of(context, body.codebook, body.labels, threads_only=body.threads_only)
    return imports.import_addresses(context, body.addresses, options, idempotency_key())


def _import_file() -> shapes.Import:
    context, form = app_context(), request.form
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) != 1:
        raise Invalid("shape", fields={"file": message("invalid.missing" if not files else "invalid.one_file")})
    labels = [label for field in form.getlist("labels") for label in field.split(",")]
    threads_only = form.get("threads_only", "").lower() in {"1", "true", "on", "yes"}
    options = imports.options_of(context, form.get("codebook"), labels, threads_only=threads_only)
    return imports.import_files(context, files, options, idempotency_key())[0]


def _status(imported: shapes.Import) -> Import:
    archive = app_context().archive
    counts = links.count(archive, imported.id)
    rows = links.list_rows(archive, imported.id)
    listed = choices.list_choices(archive, imported.id) if counts.choices else ()
    return Import.from_domain(imported, counts, rows, listed, request_language())
