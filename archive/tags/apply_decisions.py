"""Applies people's decisions to a Version's tags: each decision in force is moved to its point in that Version.

Called whenever the model's tags or the decisions change, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_, update

from archive.points import load_points
from archive.tables import decisions, taggings, tags, versions
from archive.tags.tag_rows import TagRow, load_tags, replace_tags
from domain.anchors import PointFinder, rebase_evidence
from domain.shapes.codebook import CodebookRef
from domain.shapes.decision import Answer, Decision
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point

ROWS_PER_STATEMENT = 200  # databases limit the number of values in one statement


def apply_decisions(connection: Connection, tagging: Row[Any]) -> None:
    """Makes people's tags of this Tagging what the decisions in force say; its revision goes up when that changes anything."""
    before = load_tags(connection, tagging.id, TaggedBy.PERSON)
    in_force = decisions_in_force(connection, _thread_of(connection, tagging.version_id), tagging.codebook_id)
    if not before and not in_force:
        return
    after = _tags_from(in_force, load_points(connection, tagging.version_id))
    _hide_model_tags(connection, tagging.id, after)
    if after != before:
        replace_tags(connection, tagging, TaggedBy.PERSON, after)
        raised = update(taggings).where(taggings.c.id == tagging.id).values(revision=taggings.c.revision + 1)
        connection.execute(raised)


def decisions_in_force(connection: Connection, thread_id: str, codebook_id: str) -> tuple[Decision, ...]:
    """The decisions on a thread that are not undone, oldest first."""
    conditions = (decisions.c.thread_id == thread_id, decisions.c.codebook_id == codebook_id, decisions.c.undone_at.is_(None))
    query = select(decisions).where(*conditions).order_by(decisions.c.id)
    return tuple(decision_from_row(row) for row in connection.execute(query))


def decision_from_row(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        batch_id=row.batch_id,
        codebook=CodebookRef(row.codebook_id, row.codebook_version),
        version=row.version,
        anchor=row.anchor,
        family=row.family,
        theme=row.theme or None,
        answer=row.answer,
        evidence=row.evidence,
        made_at=row.made_at,
        made_by=row.made_by,
        memo=row.memo,
        undone_at=row.undone_at,
    )


def _thread_of(connection: Connection, version_id: int) -> str:
    return str(connection.execute(select(versions.c.thread_id).where(versions.c.id == version_id)).scalar_one())


def _tags_from(in_force: Iterable[Decision], version_points: Sequence[Point]) -> tuple[TagRow, ...]:
    """The last decision on each theme of each point as a tag; points that this Version does not have are passed over."""
    finder = PointFinder(version_points)
    last: dict[tuple[int, str, str], TagRow] = {}
    for decision in in_force:
        for point, evidence, lost in _locate(decision, finder):
            tag = Tag(decision.family, decision.theme, None, TaggedBy.PERSON, evidence, lost, decision.memo)
            row = TagRow(point.position, tag, rejected=decision.answer is Answer.NO)
            last.pop(row.subject, None)
            last[row.subject] = row
    return tuple(sorted(last.values(), key=lambda row: row.position))


def _locate(decision: Decision, finder: PointFinder) -> Iterator[tuple[Point, tuple[Evidence, ...], tuple[str, ...]]]:
    """The decision's point, its evidence there and the evidence lost; of a point that was split, the parts with evidence."""
    text = decision.anchor.text
    parts = [(part, *rebase_evidence(decision.evidence, text, part.text)) for part in finder.split_parts(decision.anchor)]
    if parts:
        yield from ((part, evidence, ()) for part, evidence, _ in parts if evidence or not decision.evidence)
    elif point := finder.find(decision.anchor):
        yield (point, *rebase_evidence(decision.evidence, text, point.text))


def _hide_model_tags(connection: Connection, tagging_id: int, by_people: Sequence[TagRow]) -> None:
    """Hides the model's tag wherever a person decided, and shows it elsewhere."""
    model_tags = update(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == TaggedBy.MODEL)
    connection.execute(model_tags.where(tags.c.rejected.is_(True)).values(rejected=False))
    subject = tuple_(tags.c.position, tags.c.family, tags.c.theme)
    for start in range(0, len(by_people), ROWS_PER_STATEMENT):
        subjects = [row.subject for row in by_people[start : start + ROWS_PER_STATEMENT]]
        connection.execute(model_tags.where(subject.in_(subjects)).values(rejected=True))
