"""Versions of a thread: the difference of two, and fetching its address again for a newer one."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from archive import refreshes
from archive.threads import threads
from domain.difference import compare_versions
from domain.errors import Invalid
from domain.messages import message
from presentation.api.difference import Difference
from presentation.api.submission import Accepted
from server.access.auth import Scope, allow, current_caller
from server.api.query import NUMBER, version_number
from server.api.redirects import checked_id, redirect_merged
from server.api.responses import documented
from server.context import app_context
from server.language import request_language

blueprint = Blueprint("versions", __name__)


@blueprint.get("/threads/<id_>/diff")
@allow(Scope.READ)
@documented(response=Difference, query={"from": NUMBER, "to": NUMBER})
def diff(id_: str) -> Difference | Response:
    """What changed between two versions: by default between the latest and the one before."""
    if response := redirect_merged(id_):
        return response
    archive = app_context().archive
    new = threads.load(archive, id_, version_number("to"))
    assert new.number is not None
    before = version_number("from") or new.number - 1
    if before < 1:
        raise Invalid("one_version", fields={"from": message("invalid.another_version")})
    old = threads.load(archive, id_, before)
    return Difference.from_domain(compare_versions(old.version, new.version), before, new.number, request_language())


@blueprint.post("/threads/<id_>/captures/<capture_id>/take")
@allow(Scope.WRITE)
@documented(response=Accepted, status=202)
def take(id_: str, capture_id: str) -> tuple[Accepted, dict[str, str]]:
    """Let a capture that a program sent replace words of its thread, which it could not by itself."""
    context = app_context()
    submission = refreshes.take_capture(context.archive, checked_id(id_), capture_id, current_caller().name)
    context.queue.submission(submission.id)
    accepted = Accepted.from_domain(submission)
    return accepted, {"Location": accepted.status_url}


@blueprint.post("/threads/<id_>/refresh")
@allow(Scope.WRITE)
@documented(response=Accepted, status=202)
def refresh(id_: str) -> tuple[Accepted, dict[str, str]] | Response:
    """Fetch the thread's address again and merge what is there now; nothing that was archived before is lost."""
    if response := redirect_merged(id_):
        return response
    context = app_context()
    submission = refreshes.refresh(context.archive, id_, current_caller().name)
    context.queue.submission(submission.id)
    accepted = Accepted.from_domain(submission)
    return accepted, {"Location": accepted.status_url}
