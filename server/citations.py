"""Serves citations of a thread or of one of its points, for reference managers and footnotes."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from domain.errors import NotFound
from domain.shapes.thread import Point, Thread
from presentation import citation
from presentation.citation import CitationFormat
from server.access.auth import Scope, allow
from server.api.query import whole_number
from server.api.threads import load, merged_into
from server.context import app_context

blueprint = Blueprint("citations", __name__)
MAX_POSITION = 1_000_000


@blueprint.get("/threads/<id_>/cite.<ending>")
@allow(Scope.READ)
def cite(id_: str, ending: str) -> Response | Redirect:
    """Serves the citation of the thread, or of the point at position `point` of the query."""
    context = app_context()
    if new_id := merged_into(context, id_):
        return redirect(f"/threads/{new_id}/cite.{ending}?{request.query_string.decode()}", 308)
    format_ = _format(ending)
    thread = load(context, id_)
    cited = citation.cite(thread, _point(thread))
    answer = Response(citation.WRITERS[format_](cited), content_type=format_.media_type)
    answer.headers["Content-Disposition"] = f'inline; filename="{cited.id}.{format_.value}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _format(ending: str) -> CitationFormat:
    try:
        return CitationFormat(ending)
    except ValueError:
        raise NotFound("citation_format", ending=ending[:20], formats=tuple(CitationFormat)) from None


def _point(thread: Thread) -> Point | None:
    """Returns the point that the query names by its position, if it names one. Raises NotFound, Invalid."""
    position = whole_number("point", 0, 1, MAX_POSITION)
    if not position:
        return None
    point = next((point for point in thread.version.points if point.position == position), None)
    if point is None:
        raise NotFound("point", position=position)
    return point
