"""The difference of two versions of a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from domain import difference as shapes
from domain.difference import Change, SegmentKind
from domain.shapes.thread import Verdict
from presentation.api.point import Point


@dataclass(frozen=True, slots=True)
class Segment:
    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class PointChange:
    """A point of one or both versions. `words` is its text from the older to the newer."""

    change: Change
    from_position: int | None
    to_position: int | None
    words: list[Segment]

    @classmethod
    def from_domain(cls, change: shapes.PointChange) -> PointChange:
        return cls(
            change=change.change,
            from_position=change.old.position if change.old else None,
            to_position=change.new.position if change.new else None,
            words=[Segment(segment.kind, segment.text) for segment in change.segments],
        )


@dataclass(frozen=True, slots=True)
class FactChange:
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """`points` has every point in reading order; `added`, `removed` and `changed` are a part of them."""

    from_: Annotated[int, Field(alias="from")]
    to: int
    verdict: dict[Literal["from", "to"], Verdict]
    facts: list[FactChange]
    added: list[Point]
    removed: list[Point]
    changed: list[PointChange]
    points: list[PointChange]

    @classmethod
    def from_domain(cls, difference: shapes.Difference, before: int, after: int, language: str) -> Difference:
        """`before` and `after` are the numbers of the versions."""
        points = difference.points
        added = [point.new for point in points if point.change is Change.ADDED and point.new]
        removed = [point.old for point in points if point.change is Change.REMOVED and point.old]
        return cls(
            from_=before,
            to=after,
            verdict={"from": difference.verdict[0], "to": difference.verdict[1]},
            facts=[FactChange(name, old, new) for name, (old, new) in difference.facts.items()],
            added=[Point.from_domain(point, language) for point in added],
            removed=[Point.from_domain(point, language) for point in removed],
            changed=[PointChange.from_domain(point) for point in points if point.change is Change.CHANGED],
            points=[PointChange.from_domain(point) for point in points],
        )
