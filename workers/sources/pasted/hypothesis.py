"""A Hypothesis: one way to read a pasted text, made by a builder and weighed against the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import NotAThread
from domain.shapes.reading import Reading
from workers.sources.pasted.form import CERTAIN


class Builder(StrEnum):
    """Who made a Hypothesis, as reasons name it (`read_as.conversation`)."""

    FORM = "form"
    PLAIN = "plain"
    OTHER_CUT = "other_cut"
    CONVERSATION = "conversation"
    CHAT = "chat"
    UNROLLER = "unroller"
    COUNTED = "counted"
    EXPORT = "export"
    MODEL = "model"


MADE_BY_LABELS: Final = frozenset({Builder.CONVERSATION, Builder.UNROLLER, Builder.COUNTED, Builder.CHAT})


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The Reading that a builder offers, or its refusal to take the text for a thread.

    `others` are the lines that it takes for other people's words, or the author's answers to them: prose that it rightly leaves
    out. `signatures` counts the lines that only texts of the builder's form have.
    """

    builder: Builder
    reading: Reading | None
    others: frozenset[int] = frozenset()
    signatures: int = 0
    refusal: NotAThread | None = None

    @property
    def is_certain(self) -> bool:
        """Whether the text cannot be anything else."""
        return self.signatures >= CERTAIN
