"""Applies people's decisions to a Version's tags: each decision in force is moved to its point in that Version.

Called whenever the model's tags or the decisions change, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_, update

from archive.points import point_finder
from archive.tables import decisions, taggings, tags, versions
from archive.tags.tag_rows import TagRow, load_tags, replace_tags
from domain.anchors import PointFinder, rebase_evidence
from domain.shapes.codebook import CodebookRef
from domain.shapes.decision import Answer, Decision
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point

ROWS_PER_STATEMENT = 200  # databases limit the number of values in one statement


@dataclass(frozen=True, slots=True)
class LocatedDecision:
    """A decision at a point of some Version: its evidence there, and the evidence that is lost.

    `is_part`: the point was joined from the one that was decided on and others.
    """

    decision: Decision
    point: Point
    evidence: tuple[Evidence, ...]
    lost: tuple[str, ...]
    is_part: bool = False

    @property
    def subject(self) -> tuple[int, str, str | None]:
        return self.point.position, self.decision.family, self.decision.theme


def apply_decisions(connection: Connection, tagging: Row[Any]) -> None:
    """Makes people's tags of this Tagging what the decisions in force say; its revision goes up when that changes anything."""
    before = load_tags(connection, tagging.id, TaggedBy.PERSON)
    thread_id = _thread_of(connection, tagging.version_id)
    in_force = decisions_in_force(connection, thread_id, tagging.codebook_id)
    if not before and not in_force:
        return
    after = _tags_from(in_force, point_finder(connection, thread_id, tagging.version_id))
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


def locate(decision: Decision, finder: PointFinder) -> Iterator[LocatedDecision]:
    """The decision at its point, or at each part with evidence of a point that was split; nowhere when the Version lacks it."""
    places = finder.find_all(decision.anchor)
    rebased = [(place, *rebase_evidence(decision.evidence, decision.anchor.text, place.point.text)) for place in places]
    shown = [item for item in rebased if item[1] or not decision.evidence or len(places) == 1]
    lost_everywhere = tuple(words for words in (rebased[0][2] if rebased else ()) if all(words in item[2] for item in rebased))
    for index, (place, evidence, _) in enumerate(shown):
        yield LocatedDecision(decision, place.point, evidence, () if index else lost_everywhere, place.is_part)


def _tags_from(in_force: Iterable[Decision], finder: PointFinder) -> tuple[TagRow, ...]:
    """What the decisions on each theme of each point say as a tag; points that this Version does not have are passed over."""
    by_subject: dict[tuple[int, str, str | None], list[LocatedDecision]] = {}
    for decision in in_force:
        for located in locate(decision, finder):
            earlier = by_subject.pop(located.subject, [])
            by_subject[located.subject] = [*_still_valid(earlier, located), located]
    return tuple(sorted(map(_tag_row, by_subject.values()), key=lambda row: row.position))


def _still_valid(earlier: Sequence[LocatedDecision], later: LocatedDecision) -> Iterable[LocatedDecision]:
    """The decisions that a later one does not replace: those on other parts of a point that was joined."""
    other_parts = (item for item in earlier if item.is_part and item.decision.anchor.text != later.decision.anchor.text)
    return other_parts if later.is_part else ()


def _tag_row(valid: Sequence[LocatedDecision]) -> TagRow:
    """One tag of the decisions on a point's parts: the point carries the theme if any part does."""
    accepted = [item for item in valid if item.decision.answer is Answer.YES]
    counted, last = accepted or valid, valid[-1].decision
    evidence = tuple(
        sorted({item for located in counted for item in located.evidence}, key=lambda item: (item.start, item.end))
    )
    lost = tuple(dict.fromkeys(words for located in counted for words in located.lost))
    memo = "\n".join(dict.fromkeys(item.decision.memo for item in counted if item.decision.memo)) or None
    in_order = tuple(sorted(evidence, key=lambda item: (item.start, item.end)))
    tag = Tag(last.family, last.theme, None, TaggedBy.PERSON, in_order, lost, memo)
    return TagRow(valid[-1].point.position, tag, rejected=not accepted)


def _hide_model_tags(connection: Connection, tagging_id: int, by_people: Sequence[TagRow]) -> None:
    """Hides the model's tag wherever a person decided, and shows it elsewhere."""
    model_tags = update(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == TaggedBy.MODEL)
    connection.execute(model_tags.where(tags.c.rejected.is_(True)).values(rejected=False))
    subject = tuple_(tags.c.position, tags.c.family, tags.c.theme)
    for start in range(0, len(by_people), ROWS_PER_STATEMENT):
        subjects = [row.subject for row in by_people[start : start + ROWS_PER_STATEMENT]]
        connection.execute(model_tags.where(subject.in_(subjects)).values(rejected=True))
