"""A Tag: a theme on a point, with its evidence and who gave it. Written by taggers and people, read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message
from domain.shapes.codebook import CodebookRef


class TaggedBy(StrEnum):
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A half-open span, in code points, of a point's text: `text == point.text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme on a point. `confidence` is 0…1, None for a person's; a model's tag always has evidence.

    `lost` holds words that a person once marked and that a newer Version of the point no longer has.
    """

    family: str
    theme: str
    confidence: float | None
    by: TaggedBy
    evidence: tuple[Evidence, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Who suggested the tags of a Version: Threadsheet's own tagger (`name` None), or a language model by its name.

    `warning` says that the requested model could not answer, or what of its response was left out.
    """

    name: str | None = None
    warning: Message | None = None


THREADSHEET = Judge()


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tagging of a Version with a codebook. `revision` is increased by every change of the tags."""

    codebook: CodebookRef
    revision: int
    judge: Judge
    tagged_at: datetime
