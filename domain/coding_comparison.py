"""Compares the answers of two coders: the agreement about each theme and family, and the differences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.agreement import Agreement
from domain.shapes.codebook import Codebook
from domain.shapes.coding import CodingPoint, PointAnswer, Settlement

OwnAnswers = Mapping[str, PointAnswer]
"""One coder's answers by the ids of points."""


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """The agreement about a theme, about a family (`theme` is None), or about all themes together (`family` is None too)."""

    family: str | None
    theme: str | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Difference:
    """A theme that one coder gave to a point and the other did not, and what was decided about it."""

    point: CodingPoint
    family: str
    theme: str
    first: PointAnswer
    second: PointAnswer
    settlement: Settlement | None

    @property
    def first_gave(self) -> bool:
        """Which of the two gave the theme."""
        return self.first.code(self.family, self.theme) is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two coders' answers to the points that both answered; `left_out` counts those that only one of them did."""

    coders: tuple[str, str]
    points: int
    left_out: int
    pooled: ThemeAgreement
    families: tuple[ThemeAgreement, ...]
    themes: tuple[ThemeAgreement, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _AnsweredPoint:
    """A point that both coders answered."""

    point: CodingPoint
    first: PointAnswer
    second: PointAnswer

    def pair(self, carries: Callable[[PointAnswer], bool]) -> tuple[bool, bool]:
        return carries(self.first), carries(self.second)


def compare(
    codebook: Codebook,
    points: Sequence[CodingPoint],
    coders: tuple[str, str],
    answers: Mapping[str, OwnAnswers],
    settlements: Mapping[tuple[str, str, str], Settlement],
) -> Comparison:
    """Compares two coders by the coding's edition of the codebook."""
    first, second = (answers.get(name, {}) for name in coders)
    answered = [
        _AnsweredPoint(point, first[point.id], second[point.id]) for point in points if point.id in first and point.id in second
    ]
    themes = tuple(
        ThemeAgreement(family.id, theme.id, _theme_agreement(answered, family.id, theme.id))
        for family in codebook.families
        for theme in family.themes
    )
    return Comparison(
        coders=coders,
        points=len(answered),
        left_out=sum((point.id in first) != (point.id in second) for point in points),
        pooled=ThemeAgreement(None, None, _sum(item.agreement for item in themes)),
        families=tuple(ThemeAgreement(family.id, None, _family_agreement(answered, family.id)) for family in codebook.families),
        themes=themes,
        differences=tuple(_differences(codebook, answered, settlements)),
    )


def _theme_agreement(answered: Sequence[_AnsweredPoint], family: str, theme: str) -> Agreement:
    return Agreement.count(point.pair(lambda answer: answer.code(family, theme) is not None) for point in answered)


def _family_agreement(answered: Sequence[_AnsweredPoint], family: str) -> Agreement:
    return Agreement.count(point.pair(lambda answer: any(code.family == family for code in answer.codes)) for point in answered)


def _sum(agreements: Iterator[Agreement]) -> Agreement:
    counts = [(item.both, item.only_first, item.only_second, item.neither) for item in agreements]
    return Agreement(*map(sum, zip(*counts, strict=True))) if counts else Agreement(0, 0, 0, 0)


def _differences(
    codebook: Codebook, answered: Sequence[_AnsweredPoint], settlements: Mapping[tuple[str, str, str], Settlement]
) -> Iterator[Difference]:
    """In the order of the points, those of a point in the order of the codebook."""
    names = [(family.id, theme.id) for family in codebook.families for theme in family.themes]
    for item in answered:
        themes = [{(code.family, code.theme) for code in answer.codes} for answer in (item.first, item.second)]
        for name in names if themes[0] != themes[1] else ():
            if (name in themes[0]) != (name in themes[1]):
                settlement = settlements.get((item.point.id, *name))
                yield Difference(item.point, *name, item.first, item.second, settlement)
