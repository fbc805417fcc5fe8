"""Whether a thread is complete, with every reason."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes import thread as shapes
from domain.shapes.thread import Verdict
from presentation.api.reason import Reason
from presentation.messages import sentence


@dataclass(frozen=True, slots=True)
class Gap:
    """Points missing after `after_position` (0: before the first); `count` is null where it is unknown."""

    after_position: int
    count: int | None
    code: str
    message: str

    @classmethod
    def from_domain(cls, gap: shapes.Gap, language: str) -> Gap:
        return cls(gap.after_position, gap.count, gap.code, sentence(gap.reason, language))


@dataclass(frozen=True, slots=True)
class Completeness:
    """`declared` is the author's or the page's total, `missing` are the author's numbers."""

    verdict: Verdict
    declared: int | None
    missing: tuple[int, ...]
    gaps: list[Gap]
    reasons: list[Reason]

    @classmethod
    def from_domain(cls, completeness: shapes.Completeness, language: str) -> Completeness:
        return cls(
            verdict=completeness.verdict,
            declared=completeness.declared,
            missing=completeness.missing,
            gaps=[Gap.from_domain(gap, language) for gap in completeness.gaps],
            reasons=[Reason.from_domain(reason, language) for reason in completeness.reasons],
        )
