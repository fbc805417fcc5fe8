"""The shapes of what the API answers about codebooks, tags and what people said; the others are in answers.py."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from server.api.responses import CodebookRef, Error, Evidence, Judge, Point, Shape


class TaggedPoint(Shape):
    """A point after a person spoke of it."""

    thread_id: str
    version: int
    codebook: CodebookRef
    tags_revision: int
    families: dict[str, int]
    point: Point


class Decision(Shape):
    """What a person said once. `position` is where its point stands in the latest version, null when it is not in it."""

    position: int | None
    version: int
    codebook: CodebookRef
    family: str
    theme: str
    answer: Literal["yes", "no"]
    text: str
    evidence: list[Evidence]
    by: str | None
    at: datetime
    undone_at: datetime | None


class Decisions(Shape):
    items: list[Decision]


class Theme(Shape):
    id: str
    name: str
    definition: str
    cues: list[str]
    examples: list[str]
    counter_examples: list[str]


class Family(Shape):
    id: str
    name: str
    definition: str
    palette: int
    themes: list[Theme]


class Codebook(Shape):
    id: str
    version: int
    name: str
    description: str
    origin: Literal["built-in", "folder", "web"]
    families: list[Family]


class FileFault(Shape):
    file: str
    message: str


class Codebooks(Shape):
    """Every codebook, and the files in the folder of codebooks that are none."""

    items: list[Codebook]
    faults: list[FileFault]


class Retagging(Shape):
    """A thread that is to be tagged with a codebook, and what became of it."""

    id: str
    codebook: str
    state: Literal["requested", "tagging", "done", "failed"]
    error: Error | None
    created_at: datetime
    finished_at: datetime | None


class Tagging(Shape):
    codebook: CodebookRef
    tags_revision: int
    judge: Judge
    tagged_at: datetime


class Taggings(Shape):
    """The codebooks that a thread's latest version was tagged with, the one it is shown by first; and what is asked for."""

    items: list[Tagging]
    asked: list[Retagging]
