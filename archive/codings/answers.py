"""What coders say about the points of a coding. Until its end each sees only their own answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.archive import Archive
from archive.codings.records import end_in, load, present_points, require_open, set_done
from archive.tables import coding_answers, coding_points
from archive.tags.decisions import memo_text
from domain.errors import Conflict, Forbidden, NotFound
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Code, Coding, CodingPoint, PointAnswer
from domain.shapes.decision import TagRequest
from domain.tag_changes import check_themes, evidence_from

Answers = Mapping[str, Mapping[str, PointAnswer]]
"""The answers of each coder by the ids of points."""


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A point with the coder's own answer, if there is one already."""

    point: CodingPoint
    answer: PointAnswer | None


def list_points(archive: Archive, id_: str) -> tuple[CodingPoint, ...]:
    """The points of a coding, in order."""
    with archive.database.read() as connection:
        return tuple(point_of(row) for row in connection.execute(present_points(id_)))


def list_own(archive: Archive, id_: str, person: str) -> tuple[OwnPoint, ...]:
    """All points with the answers of one coder. Raises `NotFound`, and `Forbidden` for who is no coder of it."""
    with archive.database.read() as connection:
        _require_coder(load(connection, id_), person)
        points = [point_of(row) for row in connection.execute(present_points(id_))]
        own = _answers(connection, id_).get(person, {})
    return tuple(OwnPoint(point, own.get(point.id)) for point in points)


def list_compared(archive: Archive, id_: str) -> Answers:
    """The answers of all coders. Raises `NotFound`, and `Conflict` while the coding goes on."""
    with archive.database.read() as connection:
        coding = load(connection, id_)
        if coding.compared_at is None:
            raise Conflict("coding_open")
        return _answers(connection, id_)


def put(
    archive: Archive, id_: str, number: int, person: str, requests: Sequence[TagRequest], memo: str | None, codebook: Codebook
) -> PointAnswer:
    """Stores what a coder says about a point, in place of what they said before; no requests: no theme applies.

    `codebook` is the coding's edition. Raises `NotFound`, `Forbidden`, `Invalid`, and `Conflict` after the end.
    """
    with archive.database.write(alone=True) as connection:
        coding = load(connection, id_)
        _require_coder(coding, person)
        require_open(coding)
        point = find_point(connection, id_, number)
        if requests:
            check_themes(requests, codebook, ())
        codes = tuple(_codes(requests, point.anchor.text))
        answer = PointAnswer(person, codes, memo_text(memo or ""), archive.clock())
        set_done(connection, id_, person, None)
        _store(connection, point.id, answer)
        return answer


def finish(archive: Archive, id_: str, person: str, *, rest: bool = False) -> Coding:
    """Notes that a coder is done; with `rest` no theme applies to their other points. The last one ends the coding.

    Raises `NotFound`, `Forbidden`, and `Conflict` when points are left, or after the end.
    """
    with archive.database.write(alone=True) as connection:
        coding, now = load(connection, id_), archive.clock()
        _require_coder(coding, person)
        require_open(coding)
        own = _answers(connection, id_).get(person, {})
        left = [row.id for row in connection.execute(present_points(id_)) if row.id not in own]
        if left and not rest:
            raise Conflict("coding_unfinished", count=len(left))
        for point_id in left:
            _store(connection, point_id, PointAnswer(person, (), None, now))
        set_done(connection, id_, person, now)
        coding = load(connection, id_)
        if all(coder.done_at or not coder.active for coder in coding.coders):
            return end_in(connection, archive, id_, person)
        return coding


def resume(archive: Archive, id_: str, person: str) -> Coding:
    """Takes back that a coder is done, while others still code. Raises as `finish`."""
    with archive.database.write(alone=True) as connection:
        coding = load(connection, id_)
        _require_coder(coding, person)
        require_open(coding)
        set_done(connection, id_, person, None)
        return load(connection, id_)


def find_point(connection: Connection, id_: str, number: int) -> CodingPoint:
    """Raises `NotFound`."""
    row = connection.execute(present_points(id_).where(coding_points.c.number == number)).one_or_none()
    if row is None:
        raise NotFound("coding_point", number=number)
    return point_of(row)


def point_of(row: Row[Any]) -> CodingPoint:
    return CodingPoint(row.id, row.number, row.thread_id, row.title or "", row.version, row.anchor)


def _require_coder(coding: Coding, person: str) -> None:
    if coding.coder(person) is None:
        raise Forbidden("coder")


def _answers(connection: Connection, id_: str) -> Answers:
    of_coding = select(coding_points.c.id).where(coding_points.c.coding_id == id_)
    answers: dict[str, dict[str, PointAnswer]] = {}
    for row in connection.execute(select(coding_answers).where(coding_answers.c.point_id.in_(of_coding))):
        answers.setdefault(row.person, {})[row.point_id] = PointAnswer(row.person, row.codes, row.memo, row.answered_at)
    return answers


def _codes(requests: Sequence[TagRequest], text: str) -> Iterator[Code]:
    for request in requests:
        yield Code(request.family, request.theme or "", evidence_from(request, text))


def _store(connection: Connection, point_id: str, answer: PointAnswer) -> None:
    same = (coding_answers.c.point_id == point_id, coding_answers.c.person == answer.person)
    values = {"codes": answer.codes, "memo": answer.memo, "answered_at": answer.answered_at}
    if connection.execute(update(coding_answers).where(*same).values(**values)).rowcount == 0:
        connection.execute(insert(coding_answers).values(point_id=point_id, person=answer.person, **values))
