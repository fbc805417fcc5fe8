"""The request bodies about handouts of several threads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.shapes.handout import Format
from server.api.requests import QUERY, Shape, Text

OPTION = bool | int | Annotated[str, Field(max_length=1000)] | None
TITLE = Annotated[Text, Field(max_length=200)]


class HandoutBody(Shape):
    """A format, an edition and the options of `domain.shapes.options`, as they stand in the query of a handout."""

    format: Format = Format.PDF
    edition: Annotated[str, Field(max_length=40)] = "annotated"
    title: TITLE = ""
    paper: OPTION = None
    columns: OPTION = None
    pictures: OPTION = None
    redact: OPTION = None
    large: OPTION = None
    mono: OPTION = None
    density: OPTION = None
    weak: OPTION = None
    lang: OPTION = None

    @property
    def options(self) -> dict[str, str]:
        """The options that were given, as text."""
        given = self.model_dump(exclude={"format", "edition", "title", "threads", "q", "collection"}, exclude_none=True)
        return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in given.items()}


class JointBody(HandoutBody):
    """The threads by id, by what `q` finds, or by a collection's id; and what to make of them."""

    threads: Annotated[list[Annotated[str, Field(pattern="^[0-9a-z]{20,26}$")]] | None, Field(max_length=10_000)] = None
    q: QUERY | None = None
    collection: Annotated[str | None, Field(max_length=40)] = None

    @model_validator(mode="after")
    def _only_one_choice(self) -> JointBody:
        if sum(choice is not None for choice in (self.threads, self.q, self.collection)) != 1:
            raise PydanticCustomError("threads_choice", "not one choice")
        return self
