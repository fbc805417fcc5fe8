"""The shapes of what the API answers, for its description.

The answers are made by presentation/thread_json.py; a test holds the two together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """RFC 9457 problem details."""

    class Fault(Shape):
        field: str
        message: str

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault] = []


class Accepted(Shape):
    id: str
    state: str
    status_url: str


class Progress(Shape):
    step: int
    of: int
    detail: str | None


class Error(Shape):
    code: str
    message: str
    retryable: bool


class Reason(Shape):
    code: str
    message: str


class Gap(Shape):
    after_position: int
    count: int | None
    code: str
    message: str


class Completeness(Shape):
    verdict: Literal["complete", "gaps", "unknown"]
    declared: int | None
    missing: list[int]
    gaps: list[Gap]
    reasons: list[Reason]


class Status(Shape):
    id: str
    state: Literal["received", "fetching", "unrolling", "tagging", "rendering", "done", "failed", "cancelled"]
    progress: Progress
    error: Error | None
    thread_id: str | None
    thread_url: str | None
    title: str | None
    completeness: Completeness | None
    handouts: dict[str, str] | None
    created_at: datetime
    finished_at: datetime | None


class Author(Shape):
    name: str | None
    handle: str | None
    url: str | None


class CodebookRef(Shape):
    id: str
    version: int


class Item(Shape):
    """A thread as a list shows it."""

    id: str
    title: str
    site: str
    url: str | None
    author: Author
    posted_at: datetime | None
    archived_at: datetime
    version: int
    codebook: CodebookRef
    completeness: Completeness
    points: int
    handouts: dict[str, str]


class Items(Shape):
    items: list[Item]
    next: str | None


class Media(Shape):
    kind: str
    url: str | None
    alt: str | None


class Quote(Shape):
    text: str
    author: Author
    url: str | None
    posted_at: datetime | None
    media: list[Media]
    unavailable: str | None


class Evidence(Shape):
    """A half-open stretch of the point's text, in Unicode code points."""

    start: int
    end: int
    text: str


class Tag(Shape):
    family: str
    theme: str
    confidence: float | None
    by: Literal["model", "person"]
    evidence: list[Evidence]
    lost: list[str]


class Point(Shape):
    position: int
    role: Literal["point", "opening", "aside", "closing"]
    number: int | None
    of: int | None
    text: str
    html: str
    post_id: str | None
    url: str | None
    posted_at: datetime | None
    media: list[Media]
    quote: Quote | None
    tags: list[Tag]
    rejected: list[Tag]


class Judge(Shape):
    """Who suggested the tags: Threadsheet itself (`name` null), or a language model."""

    name: str | None
    warning: Reason | None


class VersionLine(Shape):
    version: int
    captured_at: datetime
    points: int
    verdict: str
    cause: Literal["read", "edited", "reread", "joined"]
    made_at: datetime | None
    note: str | None


class CaptureLine(Shape):
    id: str
    via: str
    captured_at: datetime
    url: str | None


class Related(Shape):
    title: str
    excerpt: str
    posts: int | None
    date: str | None
    url: str | None


class MissingPicture(Shape):
    url: str
    code: str | None
    message: str | None


class Pictures(Shape):
    kept: int
    missing: list[MissingPicture]


class Thread(Shape):
    id: str | None
    title: str
    site: str
    url: str | None
    root_post_id: str | None
    language: str | None
    posted_at: datetime | None
    archived_at: datetime | None
    author: Author
    version: int | None
    versions: list[VersionLine] | None
    codebook: CodebookRef
    judge: Judge
    captures: list[CaptureLine] | None
    completeness: Completeness
    points: list[Point]
    families: dict[str, int]
    dropped: list[str]
    related: list[Related]
    pictures: Pictures | None
    handouts: dict[str, str] | None


class Token(Shape):
    id: str
    name: str
    scopes: list[Literal["save", "read", "write"]]
    created_at: datetime
    last_used_at: datetime | None


class Tokens(Shape):
    items: list[Token]


class NewToken(Token):
    """A token that was just made. `token` is its secret, told this once."""

    token: str


class Pairing(Shape):
    """A code to type into the extension, or the token that one was traded for."""

    code: str | None = None
    expires_at: datetime | None = None
    id: str | None = None
    name: str | None = None
    scopes: list[Literal["save", "read", "write"]] | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None
    token: str | None = None


class Oldest(Shape):
    minimum: str


class Info(Shape):
    """What this server is, and what it needs. `recognised` is True for a caller it knows."""

    product: Literal["Threadsheet"]
    version: str
    api: int
    extension: Oldest
    needs_token: bool
    recognised: bool
