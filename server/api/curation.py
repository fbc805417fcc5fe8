"""Labels, stars and notes of threads and points; changes of many threads at once; saved searches."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flask import Blueprint, Response

from archive.library import batches, collections, listing
from archive.threads import curation
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.messages import message
from domain.search.parsing import parse_query
from domain.shapes import batch as batch_shapes
from presentation.api.curation import Batch, Collection, Collections, Curation, PointNote, PointNotes
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.curation_requests import BatchBody, CollectionBody, CurationBody, NoteBody
from server.api.handouts import joint_answer, request_from_body
from server.api.redirects import checked_id
from server.api.responses import documented
from server.context import AppContext, app_context
from server.joint_requests import load_joint
from server.language import request_language

blueprint = Blueprint("curation", __name__)


@blueprint.patch("/threads/<id_>")
@allow(Scope.WRITE)
@documented(body=CurationBody, response=Curation)
def change(id_: str) -> Curation:
    """Set a thread's labels, and one's own star and note; what is left out stays."""
    body = request_body.read(CurationBody)
    note = (body.note or "") if "note" in body.model_fields_set else None
    archive, by = app_context().archive, current_caller().person
    changed = curation.change(archive, checked_id(id_), by, new_labels=body.labels, favourite=body.favourite, note=note)
    return Curation.from_domain(changed)


@blueprint.get("/threads/<id_>/notes")
@allow(Scope.READ)
@documented(response=PointNotes)
def notes(id_: str) -> PointNotes:
    """The notes on a thread's points, in their order."""
    loaded = curation.load_point_notes(app_context().archive, checked_id(id_))
    return PointNotes([PointNote.from_domain(note) for note in loaded])


@blueprint.put("/threads/<id_>/points/<int:position>/note")
@allow(Scope.WRITE)
@documented(body=NoteBody, response=PointNote)
def write_note(id_: str, position: int) -> PointNote:
    """Write one's own note on a point; null or an empty one removes it."""
    note = request_body.read(NoteBody).note or ""
    written = curation.write_point_note(app_context().archive, checked_id(id_), position, note, current_caller().person)
    return PointNote.from_domain(written) if written else PointNote(position, None, None, None)


@blueprint.post("/threads/batch")
@allow(Scope.WRITE)
@documented(body=BatchBody, response=Batch, status=202)
def change_many() -> tuple[Batch, dict[str, str]]:
    """Change all of the threads, or all that a query finds: label, unlabel, tag with a codebook, delete; make one handout."""
    body, context = request_body.read(BatchBody), app_context()
    do = body.do
    change = batch_shapes.BatchChange(tuple(do.label), tuple(do.unlabel), do.codebook, do.delete)
    ids = (
        listing.list_thread_ids(context.archive, parse_query(body.q), current_caller().person)
        if body.q is not None
        else tuple(body.ids or ())
    )
    if do.handout is not None:
        change = replace(change, handout=request_from_body(context, ids, do.handout, do.handout.title).id)
    answer = _batch_answer(context, request_batch(context, ids, change))
    return answer, {"Location": answer.status_url}


def _batch_answer(context: AppContext, batch: batch_shapes.Batch) -> Batch:
    """The batch, and how far the handout is that was requested with it; one that was deleted since is left out."""
    handout = None
    if batch.change.handout is not None:
        with suppress(NotFound):
            handout = joint_answer(load_joint(context, batch.change.handout))
    return Batch.from_domain(batch, request_language(), handout)


@blueprint.get("/batches/<id_>")
@allow(Scope.READ)
@documented(response=Batch)
def status(id_: str) -> Batch:
    """How far a change of many threads is."""
    if not is_id(id_):
        raise NotFound("batch")
    return _batch_answer(app_context(), batches.get(app_context().archive, id_))


@blueprint.get("/collections")
@allow(Scope.READ)
@documented(response=Collections)
def list_collections() -> Collections:
    """The saved searches, by name."""
    saved = collections.list_collections(app_context().archive)
    return Collections([Collection.from_domain(collection) for collection in saved])


@blueprint.post("/collections")
@allow(Scope.WRITE)
@documented(body=CollectionBody, response=Collection, status=201)
def save_collection() -> Collection:
    """Save a search under a name."""
    body = request_body.read(CollectionBody)
    return Collection.from_domain(collections.save(app_context().archive, body.name, body.q, current_caller().name))


@blueprint.delete("/collections/<id_>")
@allow(Scope.WRITE)
@documented(status=204)
def remove_collection(id_: str) -> Response:
    """Remove a saved search; the threads stay."""
    collections.remove(app_context().archive, id_)
    return Response(status=204)


def request_batch(context: AppContext, ids: tuple[str, ...], change: batch_shapes.BatchChange) -> batch_shapes.Batch:
    """Has a worker change those threads. Raises Invalid for an unknown codebook, too long labels, and no change."""
    if change == batch_shapes.BatchChange():
        raise Invalid("batch", fields={"do": message("invalid.no_change")})
    if change.codebook is not None:
        context.codebook(change.codebook)
    named = replace(change, label=curation.label_names(change.label), unlabel=curation.label_names(change.unlabel))
    batch = batches.request(context.archive, ids, named, current_caller().name)
    context.queue.batch(batch.id)
    return batch
