"""Tagging a thread with another codebook, or again; earlier taggings stay."""

from __future__ import annotations

from flask import Blueprint

from archive.tags import retaggings
from archive.threads import threads
from domain.shapes import retagging as shapes
from presentation.api.tagging import Retagging, Tagging, Taggings
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.redirects import checked_id
from server.api.requests import TaggingBody
from server.api.responses import documented
from server.context import AppContext, app_context
from server.language import request_language

blueprint = Blueprint("taggings", __name__)


@blueprint.get("/threads/<id_>/taggings")
@allow(Scope.READ)
@documented(response=Taggings)
def index(id_: str) -> Taggings:
    """The codebooks that a thread is tagged with, and requests for more."""
    archive, language = app_context().archive, request_language()
    taggings = threads.list_taggings(archive, checked_id(id_))
    requests = retaggings.of_thread(archive, id_)
    return Taggings(
        [Tagging.from_domain(tagging, language) for tagging in taggings],
        [Retagging.from_domain(request, language) for request in requests],
    )


@blueprint.post("/threads/<id_>/taggings")
@allow(Scope.WRITE)
@documented(body=TaggingBody, response=Retagging, status=202)
def tag(id_: str) -> tuple[Retagging, dict[str, str]]:
    """Tag a thread with a codebook."""
    retagging = request_tagging(app_context(), id_, request_body.read(TaggingBody).codebook)
    headers = {"Location": f"/api/v1/threads/{id_}/taggings"}
    return Retagging.from_domain(retagging, request_language()), headers


def request_tagging(context: AppContext, id_: str, codebook: str) -> shapes.Retagging:
    """Has a worker tag the thread. Raises Invalid for an unknown codebook, NotFound."""
    retagging = retaggings.request(context.archive, checked_id(id_), context.codebook(codebook).id)
    context.queue.retagging(retagging.id)
    return retagging
