"""A Coding: several people tag the same points by one edition of a codebook, blind, and compare their answers at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.codebook import CodebookRef
from domain.shapes.decision import Anchor, Answer
from domain.shapes.tag import Evidence


class CodingState(StrEnum):
    """`coding` until all coders are done or somebody ends it; then `compared`."""

    CODING = "coding"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Code:
    """A theme that a coder gave to a point. `evidence` has offsets into the text of the point's anchor."""

    family: str
    theme: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes. `answered` counts their points; `active` is false for who was removed or may no longer write."""

    name: str
    answered: int
    done_at: datetime | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Coding:
    """`blind`: the model's suggestions are hidden too. `points` counts those of threads that are not deleted."""

    id: str
    name: str
    codebook: CodebookRef
    blind: bool
    created_by: str
    created_at: datetime
    compared_at: datetime | None
    coders: tuple[Coder, ...]
    points: int

    @property
    def state(self) -> CodingState:
        return CodingState.COMPARED if self.compared_at else CodingState.CODING

    def coder(self, name: str) -> Coder | None:
        return next((coder for coder in self.coders if coder.name == name), None)


@dataclass(frozen=True, slots=True)
class CodingRequest:
    """What a coding is begun with. `points` chooses by numbers (`1,3-7`), `sample` draws that many of what is left."""

    name: str
    coders: tuple[str, ...]
    thread_ids: tuple[str, ...]
    blind: bool = True
    points: str = ""
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class CodingPoint:
    """A point to code, as it was when the coding began. `number` counts from 1 in the coding; `title` is its thread's."""

    id: str
    number: int
    thread_id: str
    title: str
    version: int
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """What one coder said about a point; no codes mean that no theme applies."""

    person: str
    codes: tuple[Code, ...]
    memo: str | None
    answered_at: datetime

    def code(self, family: str, theme: str) -> Code | None:
        return next((code for code in self.codes if (code.family, code.theme) == (family, theme)), None)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A decision that settled a difference."""

    point_id: str
    family: str
    theme: str
    answer: Answer
    by: str | None
    at: datetime
