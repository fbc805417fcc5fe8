"""Rows of codings: begun with points and coders, ended when all coders are done or somebody ends it, removed."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from archive import audit
from archive.archive import Archive
from archive.points import load_points
from archive.tables import coders, coding_answers, coding_points, codings, people, threads, versions
from archive.threads.versions import find_row, latest_number
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.messages import Message, message
from domain.point_ranges import parse_ranges, select_points
from domain.shapes.audit import Action
from domain.shapes.codebook import CodebookRef
from domain.shapes.coding import Coder, Coding, CodingRequest
from domain.shapes.decision import Anchor
from domain.shapes.person import Role
from domain.shapes.submission import OWNER
from domain.shapes.thread import Point

MOST_POINTS: Final = 5_000
MOST_CODERS: Final = 10
LONGEST_NAME: Final = 200
WRITERS: Final = tuple(role for role in Role if role.covers(Role.EDITOR))


@dataclass(frozen=True, slots=True)
class _Place:
    """A point to code, and where it stands."""

    thread_id: str
    version: int
    point: Point


def begin(archive: Archive, request: CodingRequest, codebook: CodebookRef, by: str) -> Coding:
    """Begins a coding of the points as they are now. Raises `Invalid`, naming the field, and `NotFound` for a thread."""
    now, id_, name = archive.clock(), new_id(), " ".join(request.name.split())
    with archive.database.write(alone=True) as connection:
        _check(request, name, may_code(connection))
        places = _chosen_places(connection, request)
        values = {"id": id_, "name": name, "blind": request.blind, "created_by": by, "created_at": now}
        edition = {"codebook_id": codebook.id, "codebook_version": codebook.version}
        connection.execute(insert(codings).values(**values, **edition))
        connection.execute(insert(coders), [{"coding_id": id_, "person": person} for person in dict.fromkeys(request.coders)])
        rows = [_point_row(id_, number, place) for number, place in enumerate(places, 1)]
        connection.execute(insert(coding_points), rows)
        audit.record_at(connection, now, by, Action.CODING_BEGUN, id_, name)
        return load(connection, id_)


def get(archive: Archive, id_: str) -> Coding:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return load(connection, id_)


def list_all(archive: Archive) -> tuple[Coding, ...]:
    """The newest first."""
    with archive.database.read() as connection:
        rows = connection.execute(select(codings).order_by(codings.c.created_at.desc(), codings.c.id)).all()
        return tuple(_codings(connection, rows))


def end(archive: Archive, id_: str, by: str) -> Coding:
    """Ends the coding for all, so that the answers so far are compared. Raises `NotFound`, and `Conflict` after its end."""
    with archive.database.write(alone=True) as connection:
        require_open(load(connection, id_))
        return end_in(connection, archive, id_, by)


def end_in(connection: Connection, archive: Archive, id_: str, by: str) -> Coding:
    """Ends an open coding in a transaction that is `alone`."""
    now = archive.clock()
    connection.execute(update(codings).where(codings.c.id == id_).values(compared_at=now))
    ended = load(connection, id_)
    audit.record_at(connection, now, by, Action.CODING_ENDED, id_, ended.name)
    return ended


def remove(archive: Archive, id_: str, by: str) -> None:
    """Removes a coding with its answers; the decisions that settled differences stay. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        coding = load(connection, id_)
        connection.execute(delete(codings).where(codings.c.id == id_))
        audit.record(connection, archive, by, Action.CODING_REMOVED, id_, coding.name)


def is_hidden_from(archive: Archive, thread_id: str, person: str) -> bool:
    """Whether that person codes the thread now without seeing the tags that it has."""
    joined = coding_points.join(codings, codings.c.id == coding_points.c.coding_id).join(
        coders, coders.c.coding_id == codings.c.id
    )
    conditions = (
        coding_points.c.thread_id == thread_id,
        codings.c.blind.is_(True),
        codings.c.compared_at.is_(None),
        coders.c.person == person,
    )
    with archive.database.read() as connection:
        return connection.execute(select(codings.c.id).select_from(joined).where(*conditions).limit(1)).first() is not None


def load(connection: Connection, id_: str) -> Coding:
    """Raises `NotFound`."""
    rows = connection.execute(select(codings).where(codings.c.id == id_)).all() if is_id(id_) else ()
    if not rows:
        raise NotFound("coding")
    return next(_codings(connection, rows))


def present_points(id_: str) -> Select[Any]:
    """The points of a coding whose threads are not deleted, with the threads' titles, in order."""
    newest = (versions.c.thread_id == threads.c.id) & (versions.c.number == threads.c.latest)
    joined = coding_points.join(threads, threads.c.id == coding_points.c.thread_id).join(versions, newest)
    present = (coding_points.c.coding_id == id_, threads.c.deleted_at.is_(None))
    query = select(coding_points, versions.c.title).select_from(joined)
    return query.where(*present).order_by(coding_points.c.number)


def require_open(coding: Coding) -> None:
    """Raises `Conflict` for a coding that has ended."""
    if coding.compared_at is not None:
        raise Conflict("coding_ended")


def may_code(connection: Connection) -> frozenset[str]:
    """The names of all who may code: people who may write, and the owner by the server's password."""
    writers = select(people.c.name).where(people.c.removed_at.is_(None), people.c.role.in_(WRITERS))
    return frozenset(connection.execute(writers).scalars()) | {OWNER}


def list_coders(archive: Archive) -> tuple[str, ...]:
    """As `may_code`, by name."""
    with archive.database.read() as connection:
        return tuple(sorted(may_code(connection), key=str.casefold))


def _codings(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Coding]:
    """The codings of rows, by a fixed number of queries. Points of deleted threads are not counted."""
    active, ids = may_code(connection), [row.id for row in rows]
    points, answered = _count_points(connection, ids), _count_answers(connection, ids)
    listed: dict[str, list[Coder]] = defaultdict(list)
    query = select(coders).where(coders.c.coding_id.in_(ids)).order_by(func.lower(coders.c.person), coders.c.person)
    for row in connection.execute(query):
        count = answered.get((row.coding_id, row.person), 0)
        listed[row.coding_id].append(Coder(row.person, count, row.done_at, row.person in active))
    yield from (_coding(row, tuple(listed[row.id]), points.get(row.id, 0)) for row in rows)


def _count_points(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The points of each coding whose threads are not deleted."""
    joined = coding_points.join(threads, threads.c.id == coding_points.c.thread_id)
    present = (coding_points.c.coding_id.in_(ids), threads.c.deleted_at.is_(None))
    query = select(coding_points.c.coding_id, func.count()).select_from(joined).where(*present)
    return {row[0]: int(row[1]) for row in connection.execute(query.group_by(coding_points.c.coding_id))}


def _count_answers(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """The answers of each coder of each coding to such points."""
    joined = coding_points.join(threads, threads.c.id == coding_points.c.thread_id)
    joined = joined.join(coding_answers, coding_answers.c.point_id == coding_points.c.id)
    present = (coding_points.c.coding_id.in_(ids), threads.c.deleted_at.is_(None))
    by_coder = (coding_points.c.coding_id, coding_answers.c.person)
    query = select(*by_coder, func.count()).select_from(joined).where(*present).group_by(*by_coder)
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}


def _coding(row: Row[Any], listed: tuple[Coder, ...], points: int) -> Coding:
    return Coding(
        id=row.id,
        name=row.name,
        codebook=CodebookRef(row.codebook_id, row.codebook_version),
        blind=row.blind,
        created_by=row.created_by,
        created_at=row.created_at,
        compared_at=row.compared_at,
        coders=listed,
        points=points,
    )


def _check(request: CodingRequest, name: str, active: frozenset[str]) -> None:
    faults: dict[str, Message] = {}
    if not 0 < len(name) <= LONGEST_NAME:
        faults["name"] = message("invalid.coding_name", most=LONGEST_NAME)
    if not 2 <= len(set(request.coders)) <= MOST_CODERS:
        faults["coders"] = message("invalid.coder_count", most=MOST_CODERS)
    elif unknown := [coder for coder in request.coders if coder not in active]:
        faults["coders"] = message("invalid.not_a_coder", name=unknown[0][:100])
    if not request.thread_ids:
        faults["threads"] = Message("invalid.no_threads_to_code")
    if request.sample is not None and not 0 < request.sample <= MOST_POINTS:
        faults["sample"] = message("invalid.whole_number", least=1, most=MOST_POINTS)
    if faults:
        raise Invalid("coding", fields=faults)


def _chosen_places(connection: Connection, request: CodingRequest) -> Sequence[_Place]:
    """The points of the request, drawn from all in their order where it asks for a sample. Raises `Invalid`, `NotFound`."""
    places: list[_Place] = []
    for thread_id in dict.fromkeys(request.thread_ids):
        places += _places_of(connection, thread_id, parse_ranges(request.points))
        if len(places) > MOST_POINTS and request.sample is None:
            raise Invalid("coding", fields={"threads": message("invalid.many_points_to_code", most=MOST_POINTS)})
    if not places:
        raise Invalid("coding", fields={"points": Message("invalid.no_points_to_code")})
    if request.sample is None or request.sample >= len(places):
        return places
    return [places[index] for index in sorted(secrets.SystemRandom().sample(range(len(places)), request.sample))]


def _places_of(connection: Connection, thread_id: str, ranges: str) -> Iterator[_Place]:
    """The points of a thread's latest Version that have words; none where it lacks the numbers that are asked for."""
    number = latest_number(connection, thread_id)
    row = find_row(connection, thread_id, number)
    assert row is not None
    try:
        chosen = select_points(load_points(connection, row.id), ranges)
    except Invalid:
        return
    yield from (_Place(thread_id, number, point) for point in chosen if point.text.strip())


def _point_row(coding_id: str, number: int, place: _Place) -> dict[str, Any]:
    point = place.point
    anchor = Anchor(point.position, point.text, point.post_id)
    row = {"id": new_id(), "coding_id": coding_id, "number": number, "anchor": anchor}
    return row | {"thread_id": place.thread_id, "version": place.version}


def set_done(connection: Connection, id_: str, person: str, at: datetime | None) -> None:
    """Notes that a coder is done, or not any more."""
    same = (coders.c.coding_id == id_, coders.c.person == person)
    connection.execute(update(coders).where(*same).values(done_at=at))
