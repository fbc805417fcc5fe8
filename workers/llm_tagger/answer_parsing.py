"""Parses a language model's answer into tags. Only points, themes and quotes that exist are accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.shapes.codebook import Codebook
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point
from workers.llm_tagger.prompt import POINT_CHARACTERS

MAX_TAGS: Final = 1_000
MAX_QUOTES: Final = 20
Probability = Annotated[float, Field(ge=0, le=1)]


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Tag(_StrictModel):
    point: int
    theme: str
    confidence: Probability | Annotated[int, Field(ge=0, le=1)]
    evidence: Annotated[list[str], Field(max_length=MAX_QUOTES)]


class _Answer(_StrictModel):
    tags: Annotated[list[_Tag], Field(max_length=MAX_TAGS)]


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class UnreadableAnswer(Exception):
    """The answer does not have the requested shape."""


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """The tags by position, and how many were left out because their point, theme or quotes do not exist."""

    tags: Mapping[int, tuple[Tag, ...]]
    left_out: int


def message_content(body: bytes) -> str:
    """Extracts the model's text from a response of `/chat/completions`. Raises UnreadableAnswer."""
    try:
        return _Completion.model_validate_json(body).choices[0].message.content
    except ValidationError as error:
        raise UnreadableAnswer from error


def parse_answer(content: str, points: Sequence[Point], codebook: Codebook) -> ParsedAnswer:
    """Parses the tags of an answer about `points`. Raises UnreadableAnswer."""
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise UnreadableAnswer from error
    texts = {point.position: point.text[:POINT_CHARACTERS] for point in points}
    theme_names = {f"{family.id}/{theme.id}" for family in codebook.families for theme in family.themes}
    tags: dict[int, dict[str, Tag]] = defaultdict(dict)
    left_out = 0
    for tag in answer.tags:
        evidence = _locate_quotes(tag.evidence, texts.get(tag.point, ""))
        if tag.theme not in theme_names or not evidence:
            left_out += 1
        elif tag.theme not in tags[tag.point]:
            family, theme = tag.theme.split("/")
            tags[tag.point][tag.theme] = Tag(family, theme, round(float(tag.confidence), 2), TaggedBy.MODEL, evidence)
    return ParsedAnswer({position: tuple(by_theme.values()) for position, by_theme in tags.items() if by_theme}, left_out)


def _locate_quotes(quotes: Sequence[str], text: str) -> tuple[Evidence, ...]:
    """The places of verbatim quotes, in order, overlapping ones merged; quotes that are not in the text are left out."""
    spans: list[tuple[int, int]] = []
    for quote in quotes:
        words = quote.strip()
        start = text.find(words) if words else -1
        if start >= 0:
            spans.append((start, start + len(words)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Evidence(start, end, text[start:end]) for start, end in merged)
