"""Parses a language model's answer into the parts of an Outline. An answer with one impossible part is worth nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.shapes.outline import Part, PartLabel
from workers.llm_tagger.answer_parsing import UnreadableAnswer


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Part(_StrictModel):
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    label: Literal["post", "more", "author", "other", "page"]


class _Answer(_StrictModel):
    parts: list[_Part]


def parse_answer(content: str, lines: int) -> tuple[Part, ...]:
    """The parts of an answer about a text of so many lines.

    Raises UnreadableAnswer for another shape, lines that do not exist, parts out of order or overlapping, and no post.
    """
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise UnreadableAnswer from error
    parts = tuple(Part(part.first, part.last, PartLabel(part.label)) for part in answer.parts)
    if any(part.last < part.first or part.last > lines for part in parts):
        raise UnreadableAnswer
    if any(after.first <= before.last for before, after in pairwise(parts)):
        raise UnreadableAnswer
    if not any(part.label is PartLabel.POST for part in parts):
        raise UnreadableAnswer
    return parts
