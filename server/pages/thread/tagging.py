"""Forms for a person's decisions on themes: on the thread's page and on a page for each point. They work without scripts."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.library.vectors import find_similar
from archive.threads import curation
from domain.anchors import find_occurrences
from domain.bare_urls import safe_address
from domain.errors import Conflict, Invalid, NotFound
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.thread import Point, Thread
from presentation.citation import CitationFormat
from presentation.messages import load_messages
from server.access.auth import Role, allow_role, current_caller
from server.api.redirects import redirect_merged
from server.api.taggings import request_tagging
from server.api.tags import change_tags
from server.api.threads import load_latest
from server.codings import is_hidden, without_tags
from server.context import app_context
from server.pages.thread.point_view import tags_and_rejections
from server.problems import error_text

blueprint = Blueprint("tagging_pages", __name__, url_prefix="/threads")
UNDO: Final = "undo"


@blueprint.get("/<id_>/points/<int:position>/themes")
@allow_role(Role.READER)
def show(id_: str, position: int) -> str | Redirect:
    """Shows a point of the latest version with its themes and a form to add one."""
    if response := redirect_merged(id_):
        return response
    thread = load_latest(app_context(), id_)
    return _point_page(without_tags(thread) if is_hidden(app_context(), id_) else thread, position)


def _point_page(thread: Thread, position: int, fault: str = "") -> str:
    """The page of a point; with a fault also what was typed into its form."""
    context = app_context()
    assert thread.id is not None
    point, codebook = _point(thread, position), context.codebooks.at(thread.codebook)
    notes = [note for note in curation.load_point_notes(context.archive, thread.id) if note.position == position]
    person = current_caller().person
    return render_template(
        "pages/point_themes.html.jinja",
        thread=thread,
        point=point,
        original=safe_address(point.url),
        codebook=codebook,
        tags=tags_and_rejections(point, codebook, thread.version.judge),
        note=next((note.note for note in notes if note.by == person), ""),
        others=[note for note in notes if note.by != person],
        citations=tuple(CitationFormat),
        similar=find_similar(context.archive, thread.id, position) if "similar" in request.args else None,
        fault=fault,
        typed={name: request.form.get(name, "") for name in ("theme", "words", "memo")},
    )


@blueprint.post("/<id_>/themes")
@allow_role(Role.EDITOR)
def decide(id_: str) -> Redirect | tuple[str, int]:
    """Stores one decision of a person and returns to its point; a refused one comes back with what was typed."""
    if response := redirect_merged(id_):
        return response
    verb, _, rest = request.form.get("do", "").partition(" ")
    position_text, _, name = rest.partition(" ")
    try:
        position = _number(position_text)
        thread = load_latest(app_context(), id_, request.form.get("codebook"))
        decisions = () if verb == UNDO else (_decision(verb, name or request.form.get("theme", ""), _point(thread, position)),)
        change_tags(app_context(), thread, _number(request.form.get("version", "")), position, decisions, undo=verb == UNDO)
        flash(load_messages().pages.tagging.done[verb](label=position))
    except (Conflict, Invalid) as error:
        if (request.form.get("words", "") + request.form.get("memo", "")).strip() and position_text.isdecimal():
            thread = load_latest(app_context(), id_, request.form.get("codebook"))
            return _point_page(thread, int(position_text[:8]), error_text(error)), 422
        flash(error_text(error))
    if request.form.get("back") == "review":
        return redirect(f"/review?{urlencode({'codebook': request.form.get('codebook', '')})}", 303)
    return redirect(_point_path(id_, position_text), 303)


@blueprint.post("/<id_>/taggings")
@allow_role(Role.EDITOR)
def tag(id_: str) -> Redirect:
    """Requests that the thread is tagged with a codebook."""
    if response := redirect_merged(id_):
        return response
    try:
        request_tagging(app_context(), id_, request.form.get("codebook", ""))
        flash(load_messages().pages.tagging.requested)
    except Invalid as error:
        flash(error_text(error))
    return redirect(f"/threads/{id_}", 303)


def _point(thread: Thread, position: int) -> Point:
    point = next((point for point in thread.version.points if point.position == position), None)
    if point is None:
        raise NotFound("point", position=position)
    return point


def _decision(verb: str, name: str, point: Point) -> TagRequest:
    """Reads the decision that the form makes. Raises Invalid for values that no button or field sends."""
    family, _, theme = name.partition("/")
    if (
        verb not in {action.value for action in TagAction}
        or not family
        or "/" in theme
        or (not theme and verb == TagAction.ADD)
    ):
        raise Invalid("theme_choice")
    marked = request.form.get("words", "") if verb == TagAction.ADD else ""
    spans = _spans(marked, point.text) if marked.strip() else None
    memo = request.form.get("memo", "").replace("\r\n", "\n").strip()
    return TagRequest(TagAction(verb), family, theme or None, spans, "theme", memo or None)


def _spans(marked: str, text: str) -> tuple[tuple[int, int], ...]:
    """Returns the span of the marked words nearest to the position that a script sends, else the first. Raises Invalid."""
    start = request.form.get("start", "")
    spans = find_occurrences(marked, text)
    if not spans:
        raise Invalid("words_not_in_point")
    position = int(start) if start.isdecimal() and len(start) < 8 else spans[0][0]
    return (min(spans, key=lambda span: abs(span[0] - position)),)


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < len(text) < 8:
        return int(text)
    raise Invalid("theme_choice")


def _point_path(id_: str, position: str) -> str:
    codebook = request.form.get("codebook")
    query = f"?{urlencode({'codebook': codebook})}" if codebook else ""
    return f"/threads/{id_}{query}" + (f"#point-{position}" if position.isdecimal() else "")
