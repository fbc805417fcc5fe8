"""Edits of a thread by hand: list, add, undo and redo."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from archive.threads import editing
from presentation.api.edit import Edit, EditResult, Edits
from server.access.auth import Scope, allow, current_caller
from server.api.redirects import redirect_merged
from server.api.request_body import read
from server.api.requests import EditBody, VersionBody
from server.api.responses import documented
from server.context import app_context
from server.language import request_language

blueprint = Blueprint("edits", __name__)


@blueprint.get("/threads/<id_>/edits")
@allow(Scope.READ)
@documented(response=Edits)
def index(id_: str) -> Edits | Response:
    """All edits of a thread, undone ones too."""
    if response := redirect_merged(id_):
        return response
    history = editing.history(app_context().archive, id_)
    edits = [Edit.from_domain(edit, request_language()) for edit in history.edits]
    return Edits(history.version, history.can_undo, history.can_redo, edits)


@blueprint.post("/threads/<id_>/edits")
@allow(Scope.WRITE)
@documented(body=EditBody, response=EditResult, status=201)
def add(id_: str) -> EditResult | Response:
    """Split, join, drop or restore a point, set the title, author, source or date, or take the other reading."""
    if response := redirect_merged(id_):
        return response
    body = read(EditBody)
    return _result(editing.edit(app_context().archive, id_, body.edit_request(), current_caller().name, body.version))


@blueprint.post("/threads/<id_>/edits/undo")
@allow(Scope.WRITE)
@documented(body=VersionBody, response=EditResult, status=201)
def undo(id_: str) -> EditResult | Response:
    """Undo the last edit."""
    if response := redirect_merged(id_):
        return response
    return _result(editing.undo(app_context().archive, id_, current_caller().name, read(VersionBody).version))


@blueprint.post("/threads/<id_>/edits/redo")
@allow(Scope.WRITE)
@documented(body=VersionBody, response=EditResult, status=201)
def redo(id_: str) -> EditResult | Response:
    """Redo the edit that was undone last."""
    if response := redirect_merged(id_):
        return response
    return _result(editing.redo(app_context().archive, id_, current_caller().name, read(VersionBody).version))


def _result(result: editing.EditResult) -> EditResult:
    app_context().queue.submission(result.submission_id)
    status_url = f"/api/v1/submissions/{result.submission_id}"
    return EditResult(result.thread_id, result.number, result.submission_id, status_url)
