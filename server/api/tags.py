"""Tags of a point that people change, and the decisions about a thread's points."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts
from archive.tags import decisions
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.handout import Format
from domain.shapes.thread import Thread
from presentation.api.tagging import Decision, Decisions, TaggedPoint
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.query import NUMBER, WORD, version_number
from server.api.redirects import checked_id
from server.api.requests import DecisionBody, TagBody, TagsBody
from server.api.responses import documented
from server.api.threads import load_latest, merged_into
from server.codings import is_hidden
from server.context import AppContext, app_context
from server.front.body_limits import SMALL, body_limit
from server.language import request_language

blueprint = Blueprint("tags", __name__)


@blueprint.put("/threads/<id_>/points/<int:position>/tags")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=TagsBody, response=TaggedPoint, query={"version": NUMBER, "codebook": WORD})
def change(id_: str, position: int) -> TaggedPoint | Redirect:
    """Add, accept, remove and reject themes of a point, or undo the last change."""
    context = app_context()
    if target := merged_into(context, id_):
        return redirect(f"/api/v1/threads/{target}/points/{position}/tags?{request.query_string.decode()}", 308)
    body = request_body.read(TagsBody)
    version = version_number()
    if not version:
        raise Invalid(fields={"version": message("invalid.version_needed")})
    thread = load_latest(context, id_)
    changed = change_tags(context, thread, version, position, tuple(_changes(body)), undo=body.undo)
    return TaggedPoint.from_domain(changed, position, context.codebooks.at(changed.codebook), request_language())


@blueprint.get("/threads/<id_>/decisions")
@allow(Scope.READ)
@documented(response=Decisions)
def history(id_: str) -> Decisions:
    """All decisions of people about a thread's points, the first first; none while the caller codes the thread blind."""
    context = app_context()
    placed = () if is_hidden(context, checked_id(id_)) else decisions.history(context.archive, id_)
    return Decisions([Decision.from_domain(decision) for decision in placed])


def change_tags(
    context: AppContext, thread: Thread, version: int, position: int, changes: tuple[TagRequest, ...], *, undo: bool = False
) -> Thread:
    """Stores a person's decisions, has the default handout rendered again, and returns the changed thread.

    Raises Conflict, NotFound, Invalid.
    """
    assert thread.id is not None
    if undo:
        decisions.undo(context.archive, thread.id, version, position, thread.codebook.id)
    else:
        codebook = context.codebooks.at(thread.codebook)
        decisions.decide(context.archive, thread.id, version, position, changes, codebook, current_caller().name)
    changed = load_latest(context, thread.id, thread.codebook.id)
    handout = handouts.request(context.archive, handouts.key_for(changed, Edition.ANNOTATED, Format.PDF, RENDERER))
    if handout.finished_at is None:
        context.queue.handout(handout.id)
    return changed


def _changes(body: TagsBody) -> Iterator[TagRequest]:
    for action in TagAction:
        for index, item in enumerate(getattr(body, action.value)):
            decision = DecisionBody(tag=item) if isinstance(item, str) else item
            family, _, theme = decision.tag.partition("/")
            evidence = decision.evidence if isinstance(decision, TagBody) else None
            spans = None if evidence is None else tuple((span.start, span.end) for span in evidence)
            yield TagRequest(action, family, theme or None, spans, f"{action.value}.{index}", decision.memo)
