"""What people say of a point's themes, and all that was ever said of a thread's."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts
from archive.tags import decisions
from domain.code_hash import RENDERER
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.handout import Edition, Format
from domain.shapes.theme import Codebook
from domain.shapes.thread import Thread
from presentation.theme_json import decision_json
from presentation.thread_json import Json, codebook_ref, families, point_json
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.description import documented
from server.api.requests import TagBody, TagsBody
from server.api.theme_responses import Decisions, TaggedPoint
from server.api.threads import NUMBER, WORD, load_latest, moved, whole_number
from server.context import AppContext, app_context

blueprint = Blueprint("tags", __name__)


@blueprint.put("/threads/<id_>/points/<int:position>/tags")
@allow(Scope.WRITE)
@documented(body=TagsBody, response=TaggedPoint, query={"version": NUMBER, "codebook": WORD})
def change(id_: str, position: int) -> Json | Redirect:
    """Add, accept, remove and reject themes of a point, or undo what was said last."""
    context = app_context()
    if elsewhere := moved(context, id_):
        return redirect(f"/api/v1/threads/{elsewhere}/points/{position}/tags?{request.query_string.decode()}", 308)
    asked = request_body.read(TagsBody)
    version = whole_number("version", 0, 1, 1_000_000)
    if not version:
        raise Invalid(None, {"version": "Say which version of the thread you look at: ?version=1"})
    thread = said(context, load_latest(context, id_), version, position, wishes(asked), undo=asked.undo)
    codebook = context.codebooks.at(thread.codebook)
    return _answer(thread, position, codebook)


@blueprint.get("/threads/<id_>/decisions")
@allow(Scope.READ)
@documented(response=Decisions)
def history(id_: str) -> Json:
    """All that people ever said of a thread's points, the first first."""
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    return {"items": [decision_json(each) for each in decisions.history(app_context().archive, id_)]}


def said(
    context: AppContext, thread: Thread, version: int, position: int, asked: tuple[TagRequest, ...], *, undo: bool = False
) -> Thread:
    """Write down what a person said, and have the default handout made again; the thread as it is then.

    Raises Conflict, NotFound, Invalid.
    """
    assert thread.id is not None
    if undo:
        decisions.undo(context.archive, thread.id, version, position, thread.codebook.id)
    else:
        codebook = context.codebooks.at(thread.codebook)
        decisions.decide(context.archive, thread.id, version, position, asked, codebook, current_caller().name)
    changed = load_latest(context, thread.id, thread.codebook.id)
    made = handouts.request(context.archive, handouts.key_for(changed, Edition.ANNOTATED, Format.PDF, RENDERER))
    if made.finished_at is None:
        context.queue.handout(made.id)
    return changed


def wishes(asked: TagsBody) -> tuple[TagRequest, ...]:
    return tuple(_wishes(asked))


def _wishes(asked: TagsBody) -> Iterator[TagRequest]:
    for verb in TagAction:
        for index, each in enumerate(getattr(asked, verb.value)):
            family, theme = (each.tag if isinstance(each, TagBody) else each).split("/")
            marked = each.evidence if isinstance(each, TagBody) else None
            spans = None if marked is None else tuple((span.start, span.end) for span in marked)
            yield TagRequest(verb, family, theme, spans, f"{verb.value}.{index}")


def _answer(thread: Thread, position: int, codebook: Codebook) -> Json:
    point = next(point for point in thread.version.points if point.position == position)
    return {
        "thread_id": thread.id,
        "version": thread.number,
        "codebook": codebook_ref(thread.codebook),
        "tags_revision": thread.tags_revision,
        "families": families(thread.version.points, codebook),
        "point": point_json(point),
    }
