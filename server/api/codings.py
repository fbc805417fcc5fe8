"""Codings: several people tag the same points blind, then compare their answers and settle differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request

from archive.codings import answers, records, settling
from archive.library import listing
from domain.errors import Invalid
from domain.messages import message
from domain.search.parsing import parse_query
from domain.shapes import coding as shapes
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.tag import TaggedBy
from presentation.api.coding import Coding, CodingPoint, CodingPoints, Codings, Comparison, Difference, PointAnswer
from presentation.exports import codings as exports
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.coding_requests import (
    MOST_THREADS,
    CodeBody,
    CodingBody,
    DoneBody,
    PointAnswerBody,
    SettlementBody,
)
from server.api.query import NUMBER, WORD, whole_number
from server.api.responses import documented
from server.codings import (
    PresentPoints,
    begin_coding,
    compare_coders,
    edition_of,
    end_coding,
    remove_coding,
    settle_difference,
)
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("codings", __name__)
PAGE, MOST = 50, 200
CODERS = {"first": WORD, "second": WORD}


@blueprint.get("/codings")
@allow(Scope.READ)
@documented(response=Codings)
def index() -> Codings:
    """All codings, the newest first."""
    return Codings([Coding.from_domain(coding) for coding in records.list_all(app_context().archive)])


@blueprint.post("/codings")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=CodingBody, response=Coding, status=201)
def begin() -> tuple[Coding, dict[str, str]]:
    """Begin a coding of the points as they are now, by the codebook's edition of today."""
    body = request_body.read(CodingBody)
    ids = tuple(body.threads) if body.threads is not None else found_threads(body.q or "")
    coding_request = CodingRequest(body.name, tuple(body.coders), ids, not body.suggestions, body.points, body.sample)
    coding = begin_coding(coding_request, body.codebook)
    return Coding.from_domain(coding), {"Location": f"/api/v1/codings/{coding.id}"}


@blueprint.get("/codings/<id_>")
@allow(Scope.READ)
@documented(response=Coding)
def show(id_: str) -> Coding:
    """One coding, and how far each coder is."""
    return Coding.from_domain(records.get(app_context().archive, id_))


@blueprint.delete("/codings/<id_>")
@allow(Scope.WRITE)
@documented(status=204)
def remove(id_: str) -> Response:
    """Remove a coding with its answers; differences that were settled stay settled."""
    remove_coding(id_)
    return Response(status=204)


@blueprint.get("/codings/<id_>/points")
@allow(Scope.WRITE)
@documented(response=CodingPoints, query={"after": NUMBER, "limit": NUMBER})
def points(id_: str) -> CodingPoints:
    """The points to code with the caller's own answers, a page at a time; for coders only."""
    archive, after, limit = app_context().archive, whole_number("after", 0, 0, 1_000_000), whole_number("limit", PAGE, 1, MOST)
    coding = records.get(archive, id_)
    listed = [own for own in answers.list_own(archive, id_, current_caller().person) if own.point.number > after]
    present = PresentPoints(coding)
    items = [_own_point(coding, own, present) for own in listed[:limit]]
    return CodingPoints(items, items[-1].number if len(listed) > limit else None)


@blueprint.put("/codings/<id_>/points/<int:number>")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=PointAnswerBody, response=PointAnswer)
def answer(id_: str, number: int) -> PointAnswer:
    """Say which themes a point carries, in place of what the caller said before."""
    body, archive = request_body.read(PointAnswerBody), app_context().archive
    edition = edition_of(records.get(archive, id_))
    requests = tuple(_requests(body.themes))
    return PointAnswer.from_domain(answers.put(archive, id_, number, current_caller().person, requests, body.memo, edition))


@blueprint.post("/codings/<id_>/done")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=DoneBody, response=Coding)
def done(id_: str) -> Coding:
    """Say that the caller is done, or goes on; when all are done the answers are compared."""
    body, archive, person = request_body.read(DoneBody), app_context().archive, current_caller().person
    changed = answers.finish(archive, id_, person, rest=body.rest) if body.done else answers.resume(archive, id_, person)
    return Coding.from_domain(changed)


@blueprint.post("/codings/<id_>/end")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(response=Coding)
def end(id_: str) -> Coding:
    """Compare the answers so far without waiting; who began the coding, and owners, can."""
    return Coding.from_domain(end_coding(id_))


@blueprint.get("/codings/<id_>/comparison")
@allow(Scope.READ)
@documented(response=Comparison, query=CODERS)
def comparison(id_: str) -> Comparison:
    """The agreement of two coders by theme and family, and their differences."""
    coding = records.get(app_context().archive, id_)
    return Comparison.from_domain(compare_coders(coding, request.args.get("first"), request.args.get("second")))


@blueprint.post("/codings/<id_>/points/<int:number>/settlement")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=SettlementBody, response=Difference)
def settle(id_: str, number: int) -> Difference:
    """Decide about a difference for all, or undo that; it becomes a decision on the thread."""
    body, coding = request_body.read(SettlementBody), records.get(app_context().archive, id_)
    family, _, theme = body.tag.partition("/")
    return Difference.from_domain(settle_difference(coding, number, (family, theme), body.answer, body.memo))


@blueprint.get("/codings/<id_>/agreement.csv")
@allow(Scope.READ)
@documented(response="text/csv", query=CODERS)
def agreement_csv(id_: str) -> Response:
    """The agreement of two coders as a table."""
    coding = records.get(app_context().archive, id_)
    compared = compare_coders(coding, request.args.get("first"), request.args.get("second"))
    return _csv("agreement", exports.agreement_csv(compared, edition_of(coding)))


@blueprint.get("/codings/<id_>/answers.csv")
@allow(Scope.READ)
@documented(response="text/csv")
def answers_csv(id_: str) -> Response:
    """All answers with their memos, and what was settled, as a table."""
    archive = app_context().archive
    coding, all_answers = records.get(archive, id_), answers.list_compared(archive, id_)
    names, settled = [coder.name for coder in coding.coders], settling.list_settlements(archive, id_)
    listed = answers.list_points(archive, id_)
    return _csv("answers", exports.answers_csv(listed, names, all_answers, settled, edition_of(coding)))


def found_threads(query: str) -> tuple[str, ...]:
    """The ids of the threads that a query finds. Raises Invalid for one that cannot be read, or finds too many."""
    ids = listing.list_thread_ids(app_context().archive, parse_query(query), current_caller().person)
    if len(ids) > MOST_THREADS:
        raise Invalid("too_many_threads", fields={"threads": message("invalid.choose_fewer")}, most=MOST_THREADS)
    return ids


def _own_point(coding: shapes.Coding, own: answers.OwnPoint, present: PresentPoints) -> CodingPoint:
    point, answered = own.point, PointAnswer.from_domain(own.answer) if own.answer else None
    suggested = None if coding.blind else suggestions(present, point)
    return CodingPoint(point.number, point.thread_id, point.anchor.position, point.anchor.text, answered, suggested)


def suggestions(present: PresentPoints, point: shapes.CodingPoint) -> list[str]:
    """The themes that the model suggests for a point, as `family/theme`."""
    now = present.find(point)
    return [tag.name for tag in now.tags if tag.by is TaggedBy.MODEL and tag.theme] if now else []


def _requests(themes: Sequence[str | CodeBody]) -> Iterator[TagRequest]:
    for index, item in enumerate(themes):
        code = CodeBody(tag=item) if isinstance(item, str) else item
        family, _, theme = code.tag.partition("/")
        spans = tuple((span.start, span.end) for span in code.evidence)
        yield TagRequest(TagAction.ADD, family, theme, spans, f"themes.{index}")


def _csv(name: str, body: bytes) -> Response:
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="threadsheet-{name}.csv"'
    return response
