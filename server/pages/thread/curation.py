"""Forms for what people add to a thread for themselves: labels, a star, notes, the codebook it is shown by."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive.threads import curation
from archive.unfinished import has_unfinished_work
from domain.errors import Invalid
from domain.shapes.thread import Role as PointRole
from presentation.messages import load_messages
from server.access.auth import Role, allow_role, current_caller
from server.api.query import whole_number
from server.api.redirects import checked_id
from server.api.threads import load_latest
from server.context import app_context
from server.problems import error_text

blueprint = Blueprint("curation_pages", __name__, url_prefix="/threads")
MAX_NUMBER = 1_000_000


@blueprint.post("/<id_>/labels")
@allow_role(Role.EDITOR)
def label(id_: str) -> Redirect:
    """Sets the labels, written with commas between them."""
    return _change(id_, new_labels=request.form.get("labels", "").split(","))


@blueprint.post("/<id_>/favourite")
@allow_role(Role.EDITOR)
def favourite(id_: str) -> Redirect:
    """Gives the thread a star or takes it away."""
    return _change(id_, favourite=request.form.get("favourite") == "1")


@blueprint.post("/<id_>/note")
@allow_role(Role.EDITOR)
def write_note(id_: str) -> Redirect:
    """Writes the note on the thread; an empty one removes it."""
    return _change(id_, note=request.form.get("note", "").replace("\r\n", "\n"))


@blueprint.post("/<id_>/points/<int:position>/note")
@allow_role(Role.EDITOR)
def write_point_note(id_: str, position: int) -> Redirect:
    """Writes the note on a point; an empty one removes it."""
    note = request.form.get("note", "").replace("\r\n", "\n")
    try:
        curation.write_point_note(app_context().archive, checked_id(id_), position, note, current_caller().person)
    except Invalid as error:
        flash(error_text(error))
    return redirect(f"/threads/{id_}#point-{position}", 303)


@blueprint.post("/<id_>/codebook")
@allow_role(Role.EDITOR)
def choose_codebook(id_: str) -> Redirect:
    """Makes a codebook the one that the thread is shown by."""
    curation.choose_codebook(app_context().archive, checked_id(id_), request.form.get("codebook", ""))
    flash(load_messages().pages.reader.default_changed)
    return redirect(f"/threads/{id_}", 303)


@blueprint.get("/<id_>/points")
@allow_role(Role.READER)
def go_to_point(id_: str) -> Redirect:
    """Leads to the point with the author's number of the query, else to the one at that position."""
    thread = load_latest(app_context(), id_)
    number = whole_number("number", 1, 0, MAX_NUMBER)
    points = thread.version.points
    numbered = next((point.position for point in points if point.role is PointRole.POINT and point.number == number), number)
    return redirect(f"/threads/{id_}#point-{max(1, min(numbered, len(points)))}", 303)


@blueprint.get("/<id_>/pending")
@allow_role(Role.READER)
def pending(id_: str) -> Response:
    """Answers 202 while the thread is being worked on, 204 when nothing is left to wait for."""
    status = 202 if has_unfinished_work(app_context().archive, checked_id(id_)) else 204
    return Response(status=status)


def _change(id_: str, **changes: object) -> Redirect:
    try:
        curation.change(app_context().archive, checked_id(id_), current_caller().person, **changes)  # type: ignore[arg-type]
    except Invalid as error:
        flash(error_text(error))
    return redirect(f"/threads/{id_}#about", 303)
