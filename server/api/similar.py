"""Points that are similar to one, over the whole archive."""

from __future__ import annotations

from flask import Blueprint

from archive.library import vectors
from presentation.api.curation import SimilarPoint, SimilarPoints
from server.access.auth import Scope, allow
from server.api.query import NUMBER, whole_number
from server.api.redirects import checked_id
from server.api.responses import documented
from server.context import app_context

blueprint = Blueprint("similar", __name__)
COUNT, MOST = 10, 100


@blueprint.get("/threads/<id_>/points/<int:position>/similar")
@allow(Scope.READ)
@documented(response=SimilarPoints, query={"limit": NUMBER})
def index(id_: str, position: int) -> SimilarPoints:
    """The points most similar to one of the thread's latest version."""
    limit = whole_number("limit", COUNT, 1, MOST)
    similar = vectors.find_similar(app_context().archive, checked_id(id_), position, limit)
    items = [SimilarPoint(item.thread_id, item.position, item.text, item.score) for item in similar.items]
    return SimilarPoints(items, similar.exact)
