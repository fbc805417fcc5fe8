"""What is said about a thread's themes: taggings by codebook, and the decisions of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import retagging
from domain.shapes import tag as tag_shapes
from domain.shapes import thread as shapes
from domain.shapes.codebook import Codebook, CodebookRef
from domain.shapes.decision import Answer, PlacedDecision
from domain.shapes.retagging import RetaggingState
from domain.shapes.tag import Evidence
from presentation.api.point import Point
from presentation.api.reason import Error
from presentation.api.thread import Judge, points_by_family
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class TaggedPoint:
    """A point after a person changed its tags."""

    thread_id: str | None
    version: int | None
    codebook: CodebookRef
    tags_revision: int
    families: dict[str, int]
    point: Point

    @classmethod
    def from_domain(cls, thread: shapes.Thread, position: int, codebook: Codebook, language: str) -> TaggedPoint:
        point = next(point for point in thread.version.points if point.position == position)
        return cls(
            thread_id=thread.id,
            version=thread.number,
            codebook=thread.codebook,
            tags_revision=thread.tags_revision,
            families=points_by_family(thread.version.points, codebook),
            point=Point.from_domain(point, language),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one theme of one point.

    `position` is where the point stands in the latest version, null when that has no such point.
    """

    position: int | None
    version: int
    codebook: CodebookRef
    family: str
    theme: str | None
    answer: Answer
    text: str
    evidence: tuple[Evidence, ...]
    by: str | None
    memo: str | None
    at: datetime
    undone_at: datetime | None

    @classmethod
    def from_domain(cls, placed: PlacedDecision) -> Decision:
        decision = placed.decision
        return cls(
            position=placed.position,
            version=decision.version,
            codebook=decision.codebook,
            family=decision.family,
            theme=decision.theme,
            answer=decision.answer,
            text=decision.anchor.text,
            evidence=decision.evidence,
            by=decision.made_by,
            memo=decision.memo,
            at=utc(decision.made_at),
            undone_at=utc_or_none(decision.undone_at),
        )


@dataclass(frozen=True, slots=True)
class Decisions:
    items: list[Decision]


@dataclass(frozen=True, slots=True)
class Retagging:
    """A request to tag a thread with a codebook, and what became of it."""

    id: str
    codebook: str
    state: RetaggingState
    error: Error | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def from_domain(cls, request: retagging.Retagging, language: str) -> Retagging:
        return cls(
            id=request.id,
            codebook=request.codebook_id,
            state=request.state,
            error=Error.from_domain(request.failure, language) if request.failure else None,
            created_at=utc(request.created_at),
            finished_at=utc_or_none(request.finished_at),
        )


@dataclass(frozen=True, slots=True)
class Tagging:
    """A codebook that a thread was tagged with."""

    codebook: CodebookRef
    tags_revision: int
    judge: Judge
    tagged_at: datetime

    @classmethod
    def from_domain(cls, tagging: tag_shapes.Tagging, language: str) -> Tagging:
        judge = Judge.from_domain(tagging.judge, language)
        return cls(tagging.codebook, tagging.revision, judge, utc(tagging.tagged_at))


@dataclass(frozen=True, slots=True)
class Taggings:
    """The codebooks that a thread's latest version was tagged with, the one shown by default first; and open requests."""

    items: list[Tagging]
    requested: list[Retagging]
