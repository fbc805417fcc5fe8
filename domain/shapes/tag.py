"""A Tag: a theme on a point, with its evidence and who gave it. Written by taggers and people, read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.messages import Message
from domain.shapes.codebook import CodebookRef

LIKELY: Final = 0.3
"""The confidence from which a suggested tag is shown; below it is only listed, folded, for those who look."""
STRONG: Final = 0.75


class Strength(StrEnum):
    """How sure a tag is, by its confidence."""

    WEAK = "weak"
    LIKELY = "likely"
    STRONG = "strong"


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

    `theme` is None where only the family is sure.
    `lost` holds words that a person once marked and that a newer Version of the point no longer has.
    `memo` is why a person set it.
    """

    family: str
    theme: str | None
    confidence: float | None
    by: TaggedBy
    evidence: tuple[Evidence, ...] = ()
    lost: tuple[str, ...] = ()
    memo: str | None = None

    @property
    def strength(self) -> Strength:
        """A person's tag is strong."""
        if self.confidence is None or self.confidence >= STRONG:
            return Strength.STRONG
        return Strength.LIKELY if self.confidence >= LIKELY else Strength.WEAK

    @property
    def name(self) -> str:
        """`family/theme`, or the family alone."""
        return f"{self.family}/{self.theme}" if self.theme else self.family


@dataclass(frozen=True, slots=True)
class Judge:
    """Who suggested the tags of a Version: Threadsheet's own tagger (`name` None), or a language model by its name.

    `warning` says that the requested model has not answered yet or could not, or what of its response was left out.
    """

    name: str | None = None
    warning: Message | None = None

    @property
    def is_preliminary(self) -> bool:
        """Whether a language model is still to judge, which replaces these suggestions."""
        return self.warning is not None and self.warning.code == PENDING


PENDING = "judge_pending"


THREADSHEET = Judge()


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tagging of a Version with a codebook. `revision` is increased by every change of the tags."""

    codebook: CodebookRef
    revision: int
    judge: Judge
    tagged_at: datetime
