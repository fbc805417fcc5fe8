"""Tagging a thread with another codebook, or again: it keeps what it was tagged with before."""

from __future__ import annotations

from flask import Blueprint

from archive.tags import retaggings
from archive.threads import threads
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.retagging import Retagging as Asked
from presentation.theme_json import retagging_json, tagging_json
from presentation.thread_json import Json
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.description import documented
from server.api.requests import TaggingBody
from server.api.theme_responses import Retagging, Taggings
from server.context import AppContext, app_context

blueprint = Blueprint("taggings", __name__)


@blueprint.get("/threads/<id_>/taggings")
@allow(Scope.READ)
@documented(response=Taggings)
def index(id_: str) -> Json:
    """What a thread is tagged with, and what is asked for."""
    context = app_context()
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    made = threads.list_taggings(context.archive, id_)
    asked = retaggings.of_thread(context.archive, id_)
    return {"items": [tagging_json(each) for each in made], "asked": [retagging_json(each) for each in asked]}


@blueprint.post("/threads/<id_>/taggings")
@allow(Scope.WRITE)
@documented(body=TaggingBody, response=Retagging, status=202)
def ask(id_: str) -> tuple[Json, int, dict[str, str]]:
    """Tag a thread with a codebook."""
    wanted = request_body.read(TaggingBody).codebook
    asked = tagged_with(app_context(), id_, wanted)
    return retagging_json(asked), 202, {"Location": f"/api/v1/threads/{id_}/taggings"}


def tagged_with(context: AppContext, id_: str, codebook: str) -> Asked:
    """Have a worker tag the thread. Raises Invalid for a codebook that there is not, NotFound."""
    if codebook not in context.codebooks:
        raise Invalid("There is no such codebook.", {"codebook": f"There are: {', '.join(sorted(context.codebooks))}."})
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    asked = retaggings.request(context.archive, id_, codebook)
    context.queue.retagging(asked.id)
    return asked
