"""The review: points with suggestions that nobody has answered, across all threads, the least sure ones first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from archive.codebooks import BUILT_IN
from archive.tags.undecided import UndecidedPoint, list_undecided
from domain.errors import NotFound
from domain.shapes.codebook import Codebook
from presentation.evidence import evidence_marks
from presentation.markup import to_html
from presentation.messages import load_messages
from presentation.tag_view import TagView, tag_views
from presentation.text_language import UNDETERMINED
from server.access.auth import Role, allow_role
from server.api.query import whole_number
from server.context import app_context

blueprint = Blueprint("review_pages", __name__, url_prefix="/review")
PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """An undecided point with its suggestions."""

    thread_id: str
    version: int
    position: int
    title: str
    label: str
    language: str
    html: str
    tags: tuple[TagView, ...]


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Shows a page of undecided points."""
    context, name = app_context(), request.args.get("codebook") or BUILT_IN
    if name not in context.codebooks:
        raise NotFound("codebook", id=name[:100])
    codebook, page = context.codebooks[name], whole_number("page", 1, 1, 100_000)
    listed, total = list_undecided(context.archive, codebook.id, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return render_template(
        "pages/review.html.jinja",
        codebook=codebook,
        codebooks=tuple(context.codebooks.values()),
        points=list(_points(listed, codebook)),
        total=total,
        page=page,
        more=page * PAGE_SIZE < total,
    )


def _points(listed: tuple[UndecidedPoint, ...], codebook: Codebook) -> Iterator[ReviewPoint]:
    untitled = load_messages().shared.untitled
    for row in listed:
        point = row.point
        yield ReviewPoint(
            thread_id=row.thread_id,
            version=row.version,
            position=point.position,
            title=row.title or untitled,
            label=str(point.number if point.number is not None else point.position),
            language=row.language or UNDETERMINED,
            html=to_html(point.text, point.spans, tuple(evidence_marks(point, codebook))),
            tags=tuple(view for view in tag_views(point.tags, codebook) if view.by == "model"),
        )
