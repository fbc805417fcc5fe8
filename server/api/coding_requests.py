"""The request bodies of codings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from archive.codings.records import MOST_CODERS, MOST_POINTS
from archive.tags.decisions import MAX_MEMO
from domain.shapes.decision import Answer
from server.api.requests import QUERY, THEME, Shape, SpanBody, Text

MOST_THREADS = 2_000
MEMO = Annotated[Text | None, Field(max_length=MAX_MEMO)]
ID = Field(pattern="^[0-9a-z]{20,26}$")


class CodingBody(Shape):
    """Who codes which threads, by `threads` or by what `q` finds.

    `points` chooses by numbers (`1,3-7`), `sample` draws so many of what is left; `suggestions` shows those of the machine.
    """

    name: Annotated[Text, Field(max_length=500)]
    coders: Annotated[list[Text], Field(max_length=MOST_CODERS)]
    threads: Annotated[list[Annotated[str, ID]] | None, Field(max_length=MOST_THREADS)] = None
    q: QUERY | None = None
    codebook: Annotated[str | None, Field(max_length=100)] = None
    suggestions: bool = False
    points: Annotated[Text, Field(max_length=2000)] = ""
    sample: Annotated[int | None, Field(ge=1, le=MOST_POINTS)] = None

    @model_validator(mode="after")
    def _only_one_choice(self) -> CodingBody:
        if (self.threads is None) is (self.q is None):
            raise PydanticCustomError("threads_choice", "not one choice")
        return self


class CodeBody(Shape):
    """A theme that the point carries, and the words that show it."""

    tag: Annotated[str, THEME]
    evidence: Annotated[list[SpanBody], Field(max_length=100)] = []  # noqa: RUF012 - pydantic copies it


class PointAnswerBody(Shape):
    """All themes of the point, none where no theme applies, and why."""

    themes: Annotated[list[Annotated[str, THEME] | CodeBody], Field(max_length=1000)]
    memo: MEMO = None


class DoneBody(Shape):
    """Whether the caller is done; with `rest` no theme applies to the points that are left."""

    done: bool = True
    rest: bool = False


class SettlementBody(Shape):
    """Whether the point carries the theme, and why; or `undo` of the last settlement about it."""

    tag: Annotated[str, THEME]
    answer: Answer | None = None
    memo: MEMO = None
    undo: bool = False

    @model_validator(mode="after")
    def _answer_or_undo(self) -> SettlementBody:
        if self.undo is (self.answer is not None):
            raise PydanticCustomError("undo_alone", "undo beside an answer")
        return self
