"""Decisions: what people say of a thread's points, kept for ever, undone if they wish, and carried to every new Version.

Called by the server. A person's word always wins over the model's; what of it holds for a Version stands in its tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.archive import Archive
from archive.tables import decisions, threads
from archive.tags.apply_decisions import decision, in_force, points_of, settle
from archive.tags.tag_rows import Told, tagging_row, told
from archive.threads.versions import row_of
from domain.anchors import PointFinder
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.shapes.decision import Anchor, Answer, Placed, Verb, Wish
from domain.shapes.theme import Codebook, Evidence, TaggedBy
from domain.shapes.thread import Point
from domain.tag_changes import check_themes, evidence_of


@dataclass(frozen=True, slots=True)
class _Desk:
    """One point of the latest Version with all that is said of it, while it is decided on."""

    thread_id: str
    version: int
    tagging: Row[Any]
    points: Sequence[Point]
    point: Point

    def words(self, connection: Connection) -> dict[tuple[str, str], dict[TaggedBy, Told]]:
        """Who says what, by family and theme."""
        words: dict[tuple[str, str], dict[TaggedBy, Told]] = {}
        for by in TaggedBy:
            for each in told(connection, self.tagging.id, by):
                if each.position == self.point.position:
                    words.setdefault((each.tag.family, each.tag.theme), {})[by] = each
        return words


def decide(
    archive: Archive,
    thread_id: str,
    version: int,
    position: int,
    wishes: Sequence[Wish],
    codebook: Codebook,
    made_by: str | None = None,
) -> None:
    """Write down what a person says of one point; what is said already is not said twice.

    Raises `Conflict` when `version` is not the latest, `NotFound` for an unknown thread, point or tagging, and `Invalid`,
    naming the wish at fault.
    """
    with archive.database.write(alone=True) as connection:
        desk = _desk(connection, thread_id, version, position, codebook.id)
        words = desk.words(connection)
        check_themes(wishes, codebook, words)
        move, now = new_id(), archive.clock()
        rows = [
            {
                "thread_id": thread_id,
                "move": move,
                "codebook_id": codebook.id,
                "codebook_version": codebook.version,
                "version": version,
                "anchor": Anchor(position, desk.point.text, desk.point.post_id),
                "family": wish.family,
                "theme": wish.theme,
                "answer": wish.verb.says,
                "evidence": evidence,
                "made_at": now,
                "made_by": made_by,
            }
            for wish, evidence in _new(wishes, words, desk.point.text)
        ]
        if rows:
            connection.execute(insert(decisions), rows)
            settle(connection, desk.tagging)


def undo(archive: Archive, thread_id: str, version: int, position: int, codebook_id: str) -> None:
    """Take back what was said last of one point, with all that was said in the same request.

    Raises as `decide`; `Invalid` when there is nothing to take back.
    """
    with archive.database.write(alone=True) as connection:
        desk = _desk(connection, thread_id, version, position, codebook_id)
        places = PointFinder(desk.points)
        here = [each for each in in_force(connection, thread_id, codebook_id) if places.find(each.anchor) is desk.point]
        if not here:
            raise Invalid("Nobody said anything about this point that could be undone.", {"undo": "there is nothing to undo."})
        last = (decisions.c.thread_id == thread_id, decisions.c.move == here[-1].move)
        connection.execute(update(decisions).where(*last).values(undone_at=archive.clock()))
        settle(connection, desk.tagging)


def history(archive: Archive, thread_id: str) -> tuple[Placed, ...]:
    """All that people ever said of a thread, undone or not, the first first."""
    with archive.database.read() as connection:
        latest = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one_or_none()
        row = row_of(connection, thread_id, latest) if latest else None
        if row is None:
            raise NotFound("There is no thread under this address.")
        places = PointFinder(points_of(connection, row.id))
        every = select(decisions).where(decisions.c.thread_id == thread_id).order_by(decisions.c.id)
        said = [decision(each) for each in connection.execute(every)]
    found = [places.find(each.anchor) for each in said]
    return tuple(Placed(each, point.position if point else None) for each, point in zip(said, found, strict=True))


def _desk(connection: Connection, thread_id: str, version: int, position: int, codebook_id: str) -> _Desk:
    latest = connection.execute(select(threads.c.latest).where(threads.c.id == thread_id)).scalar_one_or_none()
    if latest is None:
        raise NotFound("There is no thread under this address.")
    if latest != version:
        raise Conflict(f"This thread has a newer version, {latest}. Look at that one first.")
    row = row_of(connection, thread_id, version)
    tagging = tagging_row(connection, row.id, codebook_id) if row else None
    if row is None or tagging is None:
        raise NotFound(f"This thread is not tagged with the codebook {codebook_id}.")
    points = points_of(connection, row.id)
    point = next((point for point in points if point.position == position), None)
    if point is None:
        raise NotFound(f"This thread has no point {position}.")
    return _Desk(thread_id, version, tagging, points, point)


def _new(
    wishes: Sequence[Wish], words: dict[tuple[str, str], dict[TaggedBy, Told]], text: str
) -> Iterator[tuple[Wish, tuple[Evidence, ...]]]:
    """The wishes that change something, each with its evidence."""
    for wish in wishes:
        here = words.get((wish.family, wish.theme), {})
        if wish.verb is Verb.ACCEPT and TaggedBy.MODEL not in here:
            raise Invalid(None, {wish.place: "Threadsheet does not suggest this theme here. Add it instead."})
        person, model = here.get(TaggedBy.PERSON), here.get(TaggedBy.MODEL)
        evidence = evidence_of(wish, text) if wish.spans is not None else _taken_over(person, model)
        no = wish.verb.says is Answer.NO
        if person is None or person.rejected is not no or person.tag.evidence != evidence:
            yield wish, evidence


def _taken_over(person: Told | None, model: Told | None) -> tuple[Evidence, ...]:
    """The words that earned the tag so far: a person's, else the model's."""
    tags = [each.tag for each in (person, model) if each]
    return next((tag.evidence for tag in tags if tag.evidence), ())
