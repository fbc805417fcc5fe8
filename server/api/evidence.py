"""The evidence of a thread as one file: captures, pictures, its data, a PDF/A, the log, and a manifest that checks them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, send_file

from archive import audit, handouts
from archive.transfer.evidence import evidence_files
from archive.transfer.folder import MANIFEST
from domain.code_hash import RENDERER
from domain.digest import digest
from domain.editions import Edition
from domain.errors import error_of
from domain.shapes.audit import Action
from domain.shapes.handout import Format, Handout
from domain.shapes.options import Options
from presentation.api.thread import json_document
from presentation.messages import load_messages
from server.access.auth import Scope, allow, current_caller
from server.api.redirects import redirect_merged
from server.api.responses import documented
from server.api.threads import load_latest
from server.context import app_context
from server.handout_files import LONGEST_WAIT, request_handout, wait_for

blueprint = Blueprint("evidence", __name__)
IN_MEMORY: Final = 8 << 20
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@blueprint.get("/threads/<id_>/evidence.zip")
@allow(Scope.READ)
@documented(response="application/zip", pending=True)
def evidence(id_: str) -> Response:
    """A thread's captures, pictures, JSON, PDF/A and log, with a stamped manifest; 202 while the PDF is being made."""
    if moved := redirect_merged(id_):
        return moved  # type: ignore[return-value]  # werkzeug's Response, as Flask's redirects are
    context, thread = app_context(), load_latest(app_context(), id_)
    options = Options(pdfa=True).relevant_to(Edition.ANNOTATED, Format.PDF)
    key = handouts.key_for(thread, Edition.ANNOTATED, Format.PDF, RENDERER, options.query)
    pdf = wait_for(context, request_handout(context, key), LONGEST_WAIT)
    if pdf.failure:
        raise error_of(pdf.failure.reason)
    if pdf.finished_at is None:
        return Response("", HTTPStatus.ACCEPTED, {"Retry-After": "2", "Refresh": "2"}, content_type="text/plain; charset=utf-8")
    codebook = context.codebook(thread.codebook.id)
    audit.record_alone(context.archive, current_caller().name, Action.EVIDENCE, thread.id, thread.version.title)
    return _zip(id_, _files(id_, json_document(thread, codebook), pdf))


def _files(id_: str, document: bytes, pdf: Handout) -> Iterator[tuple[str, bytes]]:
    archive = app_context().archive
    yield "thread.json", document
    yield "thread.pdf", handouts.read(archive, pdf)
    yield from evidence_files(archive, id_)


def _zip(id_: str, files: Iterator[tuple[str, bytes]]) -> Response:
    """The files and their manifest, a file at a time, so that only one is in memory."""
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    manifest = []
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            archive.writestr(_entry(path), content)
            manifest.append(f"{digest(content)}  {path}\n")
        listed = "".join(manifest).encode()
        archive.writestr(_entry(MANIFEST), listed)
        if authority := app_context().settings.tsa_url:
            archive.writestr(*_stamp(authority, listed))
    body.seek(0)
    return send_file(body, "application/zip", as_attachment=True, download_name=f"evidence-{id_}.zip")


def _stamp(authority: str, manifest: bytes) -> tuple[zipfile.ZipInfo, bytes | str]:
    """The time stamp of the manifest as a file, or a file that says that there is none."""
    from server.time_stamps import time_stamp  # loads requests and a parser of certificates

    if (stamp := time_stamp(authority, manifest)) is not None:
        return _entry(f"{MANIFEST}.tsr"), stamp
    return _entry("no-time-stamp.txt"), load_messages().export.no_time_stamp + "\n"


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
