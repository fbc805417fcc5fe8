"""The request bodies about what people add to threads: labels, stars, notes, saved searches, changes of many threads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from archive.threads.curation import MAX_NOTE
from server.api.handout_requests import HandoutBody
from server.api.requests import LABELS, QUERY, Shape, Text

NOTE = Annotated[Text | None, Field(max_length=MAX_NOTE)]
MAX_THREADS = 10_000
"""Of a batch that names them; a query may find more."""


class CurationBody(Shape):
    """What to set; what is left out stays, a note that is null is removed."""

    labels: LABELS | None = None
    favourite: bool | None = None
    note: NOTE = None


class NoteBody(Shape):
    note: NOTE


class BatchChangeBody(Shape):
    """What to do with each thread."""

    label: LABELS = Field(default_factory=list)
    unlabel: LABELS = Field(default_factory=list)
    codebook: Annotated[str | None, Field(max_length=100)] = None
    delete: bool = False
    handout: HandoutBody | None = None


class BatchBody(Shape):
    """The threads, by `ids` or by what `q` finds, and what to do with them."""

    ids: Annotated[list[Annotated[str, Field(pattern="^[0-9a-z]{20,26}$")]] | None, Field(max_length=MAX_THREADS)] = None
    q: QUERY | None = None
    do: BatchChangeBody

    @model_validator(mode="after")
    def _only_one_choice(self) -> BatchBody:
        if (self.ids is None) is (self.q is None):
            raise PydanticCustomError("one_choice", "not one choice")
        return self


class CollectionBody(Shape):
    name: Annotated[Text, Field(max_length=200)]
    q: QUERY
