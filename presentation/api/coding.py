"""Codings as the API sends them: their coders, one's own answers, and the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import coding_comparison
from domain.agreement import Agreement as Counts
from domain.agreement import Caution, Level, Undefined
from domain.shapes import coding as shapes
from domain.shapes.codebook import CodebookRef
from domain.shapes.coding import CodingState
from domain.shapes.decision import Answer
from domain.shapes.tag import Evidence
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Coder:
    """`active` is false for who was removed or may no longer write."""

    name: str
    answered: int
    done_at: datetime | None
    active: bool


@dataclass(frozen=True, slots=True)
class Coding:
    """A coding without its points. `suggestions`: the coders see those of the machine."""

    id: str
    name: str
    state: CodingState
    codebook: CodebookRef
    suggestions: bool
    coders: list[Coder]
    points: int
    created_by: str
    created_at: datetime
    compared_at: datetime | None

    @classmethod
    def from_domain(cls, coding: shapes.Coding) -> Coding:
        return cls(
            id=coding.id,
            name=coding.name,
            state=coding.state,
            codebook=coding.codebook,
            suggestions=not coding.blind,
            coders=[Coder(item.name, item.answered, utc_or_none(item.done_at), item.active) for item in coding.coders],
            points=coding.points,
            created_by=coding.created_by,
            created_at=utc(coding.created_at),
            compared_at=utc_or_none(coding.compared_at),
        )


@dataclass(frozen=True, slots=True)
class Codings:
    items: list[Coding]


@dataclass(frozen=True, slots=True)
class Code:
    """A theme (`family/theme`) that a coder gave, and the words that show it."""

    tag: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """What one coder says about a point; no themes: none applies."""

    by: str
    themes: list[Code]
    memo: str | None
    at: datetime

    @classmethod
    def from_domain(cls, answer: shapes.PointAnswer) -> PointAnswer:
        codes = [Code(f"{code.family}/{code.theme}", code.evidence) for code in answer.codes]
        return cls(answer.person, codes, answer.memo, utc(answer.answered_at))


@dataclass(frozen=True, slots=True)
class CodingPoint:
    """A point as it was when the coding began, with the caller's answer; `suggestions` is null where they are hidden."""

    number: int
    thread_id: str
    position: int
    text: str
    answer: PointAnswer | None
    suggestions: list[str] | None


@dataclass(frozen=True, slots=True)
class CodingPoints:
    """`next` is the `after` of the next page."""

    items: list[CodingPoint]
    next: int | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """About a theme, about a family (`theme` is null), or all themes together (`family` is null too).

    `kappa` is null where there is none, and `undefined` says why; `caution` is why to read it with care.
    """

    family: str | None
    theme: str | None
    both: int
    only_first: int
    only_second: int
    neither: int
    percent: float | None
    kappa: float | None
    level: Level | None
    undefined: Undefined | None
    caution: Caution | None

    @classmethod
    def from_domain(cls, item: coding_comparison.ThemeAgreement) -> Agreement:
        counts: Counts = item.agreement
        return cls(
            family=item.family,
            theme=item.theme,
            both=counts.both,
            only_first=counts.only_first,
            only_second=counts.only_second,
            neither=counts.neither,
            percent=counts.percent,
            kappa=counts.kappa,
            level=counts.level,
            undefined=counts.undefined,
            caution=counts.caution,
        )


@dataclass(frozen=True, slots=True)
class Settlement:
    """The decision that settled a difference."""

    answer: Answer
    by: str | None
    at: datetime

    @classmethod
    def from_domain(cls, settlement: shapes.Settlement) -> Settlement:
        return cls(settlement.answer, settlement.by, utc(settlement.at))


@dataclass(frozen=True, slots=True)
class Difference:
    """A theme that one coder gave to a point and the other did not."""

    number: int
    thread_id: str
    position: int
    text: str
    tag: str
    answers: list[PointAnswer]
    settled: Settlement | None

    @classmethod
    def from_domain(cls, item: coding_comparison.Difference) -> Difference:
        anchor = item.point.anchor
        return cls(
            number=item.point.number,
            thread_id=item.point.thread_id,
            position=anchor.position,
            text=anchor.text,
            tag=f"{item.family}/{item.theme}",
            answers=[PointAnswer.from_domain(answer) for answer in (item.first, item.second)],
            settled=Settlement.from_domain(item.settlement) if item.settlement else None,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two coders' answers to the points that both answered; `left_out` counts those that only one of them did."""

    coders: list[str]
    points: int
    left_out: int
    pooled: Agreement
    families: list[Agreement]
    themes: list[Agreement]
    differences: list[Difference]

    @classmethod
    def from_domain(cls, compared: coding_comparison.Comparison) -> Comparison:
        return cls(
            coders=list(compared.coders),
            points=compared.points,
            left_out=compared.left_out,
            pooled=Agreement.from_domain(compared.pooled),
            families=[Agreement.from_domain(item) for item in compared.families],
            themes=[Agreement.from_domain(item) for item in compared.themes],
            differences=[Difference.from_domain(item) for item in compared.differences],
        )
