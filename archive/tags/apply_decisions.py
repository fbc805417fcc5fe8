"""Brings what people said to a Version's tags: each decision in force, carried to the point it speaks of.

Called whenever the model's tags or the decisions change, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_, update

from archive.tables import decisions, points, taggings, tags, versions
from archive.tags.tag_rows import Told, replace, told
from domain.anchors import PointFinder, rebase_evidence
from domain.shapes.decision import Answer, Decision
from domain.shapes.theme import CodebookRef, Evidence, Tag, TaggedBy
from domain.shapes.thread import Point


def settle(connection: Connection, tagging: Row[Any]) -> None:
    """Make people's tags of this Tagging what the decisions in force say; its revision goes up when that changes anything."""
    before = told(connection, tagging.id, TaggedBy.PERSON)
    said = in_force(connection, _thread_of(connection, tagging.version_id), tagging.codebook_id)
    if not before and not said:
        return
    after = _carried(said, points_of(connection, tagging.version_id))
    _overrule(connection, tagging.id, after)
    if after != before:
        replace(connection, tagging, TaggedBy.PERSON, after)
        raised = update(taggings).where(taggings.c.id == tagging.id).values(revision=taggings.c.revision + 1)
        connection.execute(raised)


def in_force(connection: Connection, thread_id: str, codebook_id: str) -> tuple[Decision, ...]:
    """What people said of a thread and did not undo, the first first."""
    mine = (decisions.c.thread_id == thread_id, decisions.c.codebook_id == codebook_id, decisions.c.undone_at.is_(None))
    return tuple(decision(row) for row in connection.execute(select(decisions).where(*mine).order_by(decisions.c.id)))


def decision(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        move=row.move,
        codebook=CodebookRef(row.codebook_id, row.codebook_version),
        version=row.version,
        anchor=row.anchor,
        family=row.family,
        theme=row.theme,
        answer=row.answer,
        evidence=row.evidence,
        made_at=row.made_at,
        made_by=row.made_by,
        undone_at=row.undone_at,
    )


def points_of(connection: Connection, version_id: int) -> tuple[Point, ...]:
    """A Version's points with what an anchor knows them by: position, words, post."""
    which = select(points.c.position, points.c.role, points.c.text, points.c.post_id)
    rows = connection.execute(which.where(points.c.version_id == version_id).order_by(points.c.position))
    return tuple(Point(row.position, row.role, row.text, post_id=row.post_id) for row in rows)


def _thread_of(connection: Connection, version_id: int) -> str:
    return str(connection.execute(select(versions.c.thread_id).where(versions.c.id == version_id)).scalar_one())


def _carried(said: Iterable[Decision], into: Sequence[Point]) -> tuple[Told, ...]:
    """The last word on each theme of each point; points that this Version does not have are passed over."""
    places = PointFinder(into)
    words: dict[tuple[int, str, str], Told] = {}
    for each in said:
        for point, evidence, lost in _stand(each, places):
            tag = Tag(each.family, each.theme, None, TaggedBy.PERSON, evidence, lost)
            word = Told(point.position, tag, rejected=each.answer is Answer.NO)
            words.pop(word.about, None)
            words[word.about] = word
    return tuple(sorted(words.values(), key=lambda word: word.position))


def _stand(said: Decision, places: PointFinder) -> Iterator[tuple[Point, tuple[Evidence, ...], tuple[str, ...]]]:
    """The point that the decision speaks of with its evidence; of one that was cut in two, the parts that have some of it."""
    parts = [(part, *rebase_evidence(said.evidence, said.anchor.text, part.text)) for part in places.split_parts(said.anchor)]
    if parts:
        yield from ((part, here, ()) for part, here, _ in parts if here or not said.evidence)
    elif point := places.find(said.anchor):
        yield (point, *rebase_evidence(said.evidence, said.anchor.text, point.text))


def _overrule(connection: Connection, tagging_id: int, words: Sequence[Told]) -> None:
    """Where a person spoke the model's tag is not shown, and elsewhere it is."""
    models = update(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == TaggedBy.MODEL)
    connection.execute(models.where(tags.c.rejected.is_(True)).values(rejected=False))
    about = tuple_(tags.c.position, tags.c.family, tags.c.theme)
    for start in range(0, len(words), 200):  # databases limit how many values one statement takes
        spoken = [word.about for word in words[start : start + 200]]
        connection.execute(models.where(about.in_(spoken)).values(rejected=True))
