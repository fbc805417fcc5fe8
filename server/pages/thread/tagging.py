"""What people say of a thread's themes, by forms that need no script: on the thread's page, and on one of its own a point."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from domain.anchors import find_occurrences
from domain.errors import Conflict, Invalid, NotFound, ThreadsheetError
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.thread import Point, Thread
from presentation.messages import sentence, words
from server.api.redirects import forwarded
from server.api.taggings import tagged_with
from server.api.tags import said
from server.api.threads import load_latest
from server.context import app_context
from server.pages.thread.point_view import tags_and_rejections

blueprint = Blueprint("tagging_pages", __name__, url_prefix="/threads")
UNDO: Final = "undo"


@blueprint.get("/<id_>/points/<int:position>/themes")
def show(id_: str, position: int) -> str | Redirect:
    """One point of a thread's latest version: its themes, and a form to say which it has."""
    if there := forwarded(id_):
        return there
    context = app_context()
    thread = load_latest(context, id_)
    point, codebook = _point(thread, position), context.codebooks.at(thread.codebook)
    views = tags_and_rejections(point, codebook, thread.version.judge)
    return render_template("pages/point_themes.html.jinja", thread=thread, point=point, codebook=codebook, tags=views)


@blueprint.post("/<id_>/themes")
def say(id_: str) -> Redirect:
    """One thing that a person says, and back to the point it was said of."""
    if there := forwarded(id_):
        return there
    verb, _, rest = request.form.get("do", "").partition(" ")
    place, _, name = rest.partition(" ")
    told = words().pages.tagging
    try:
        position = _number(place)
        thread = load_latest(app_context(), id_, request.form.get("codebook"))
        asked = () if verb == UNDO else (_wish(verb, name or request.form.get("theme", ""), _point(thread, position)),)
        said(app_context(), thread, _number(request.form.get("version", "")), position, asked, undo=verb == UNDO)
        flash(told.done[verb](label=position))
    except (Conflict, Invalid) as error:
        flash(_told(error))
    return redirect(_back(id_, place), 303)


@blueprint.post("/<id_>/taggings")
def tag(id_: str) -> Redirect:
    """Have the thread tagged with a codebook."""
    if there := forwarded(id_):
        return there
    try:
        tagged_with(app_context(), id_, request.form.get("codebook", ""))
        flash(words().pages.tagging.asked)
    except Invalid as error:
        flash(_told(error))
    return redirect(f"/threads/{id_}", 303)


def _point(thread: Thread, position: int) -> Point:
    found = next((point for point in thread.version.points if point.position == position), None)
    if found is None:
        raise NotFound(f"This thread has no point {position}.")
    return found


def _wish(verb: str, name: str, point: Point) -> TagRequest:
    """Raises Invalid for what no button or field says."""
    if verb not in {each.value for each in TagAction} or name.count("/") != 1:
        raise Invalid(words().pages.tagging.choose)
    family, theme = name.split("/")
    marked = request.form.get("words", "") if verb == TagAction.ADD else ""
    return TagRequest(TagAction(verb), family, theme, _spans(marked, point.text) if marked.strip() else None, "theme")


def _spans(marked: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the marked words stand: at the place that a script tells, else where they are found first. Raises Invalid."""
    start = request.form.get("start", "")
    found = find_occurrences(marked, text)
    if not found:
        raise Invalid(words().pages.tagging.not_there)
    at = int(start) if start.isdecimal() and len(start) < 8 else found[0][0]
    return (min(found, key=lambda span: abs(span[0] - at)),)


def _number(given: str) -> int:
    if given.isascii() and given.isdecimal() and 0 < len(given) < 8:
        return int(given)
    raise Invalid(words().pages.tagging.choose)


def _told(error: ThreadsheetError) -> str:
    fields = tuple(map(sentence, error.fields.values())) if isinstance(error, Invalid) else ()
    return " ".join(fields or (sentence(error.reason),))


def _back(id_: str, place: str) -> str:
    codebook = request.form.get("codebook")
    query = f"?{urlencode({'codebook': codebook})}" if codebook else ""
    return f"/threads/{id_}{query}" + (f"#point-{place}" if place.isdecimal() else "")
