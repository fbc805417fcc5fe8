"""What a language model answered, as tags: only points, themes and words that are there, each checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.shapes.theme import Codebook, Evidence, Tag, TaggedBy
from domain.shapes.thread import Point
from workers.llm_tagger.prompt import LONGEST

MOST_TAGS: Final = 1_000
MOST_QUOTES: Final = 20
Share = Annotated[float, Field(ge=0, le=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Tag(_Shape):
    point: int
    theme: str
    confidence: Share | Annotated[int, Field(ge=0, le=1)]
    evidence: Annotated[list[str], Field(max_length=MOST_QUOTES)]


class _Answer(_Shape):
    tags: Annotated[list[_Tag], Field(max_length=MOST_TAGS)]


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class Unreadable(Exception):
    """The answer has another shape than was asked for."""


@dataclass(frozen=True, slots=True)
class Read:
    """Tags by position, and how many were left out because their point, theme or words are not there."""

    tags: Mapping[int, tuple[Tag, ...]]
    left_out: int


def content_of(body: bytes) -> str:
    """What the model said, out of the envelope of `/chat/completions`. Raises Unreadable."""
    try:
        return _Completion.model_validate_json(body).choices[0].message.content
    except ValidationError as error:
        raise Unreadable from error


def read(content: str, points: Sequence[Point], codebook: Codebook) -> Read:
    """The tags in an answer about these points. Raises Unreadable."""
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise Unreadable from error
    texts = {point.position: point.text[:LONGEST] for point in points}
    known = {f"{family.id}/{theme.id}" for family in codebook.families for theme in family.themes}
    found: dict[int, dict[str, Tag]] = defaultdict(dict)
    left_out = 0
    for said in answer.tags:
        evidence = _verbatim(said.evidence, texts.get(said.point, ""))
        if said.theme not in known or not evidence:
            left_out += 1
        elif said.theme not in found[said.point]:
            family, theme = said.theme.split("/")
            found[said.point][said.theme] = Tag(family, theme, round(float(said.confidence), 2), TaggedBy.MODEL, evidence)
    return Read({position: tuple(tags.values()) for position, tags in found.items() if tags}, left_out)


def _verbatim(quotes: Sequence[str], text: str) -> tuple[Evidence, ...]:
    """Where the quotes stand, letter by letter, in order and apart; what is not there is left out."""
    spans: list[tuple[int, int]] = []
    for quote in quotes:
        words = quote.strip()
        start = text.find(words) if words else -1
        if start >= 0:
            spans.append((start, start + len(words)))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Evidence(start, end, text[start:end]) for start, end in joined)
