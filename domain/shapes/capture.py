"""A Capture: raw input exactly as it came. Written by the server and by sources, read by sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Via(StrEnum):
    """How a Capture reached us."""

    PASTE = "paste"
    PAGE = "page"
    POSTS = "posts"
    FETCH = "fetch"
    IMPORT = "import"


class MediaType(StrEnum):
    """What the bytes of a Capture are."""

    TEXT = "text/plain"
    HTML = "text/html"
    JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person said about a Capture beside its bytes; what the bytes say themselves comes second."""

    url: str | None = None
    author: str | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Raw input. `body` is never edited; `url` is where it was seen, if anywhere."""

    body: bytes
    via: Via
    media_type: MediaType
    captured_at: datetime
    url: str | None = None
    title: str | None = None
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """A kept Capture as a Thread lists it. `sha256` is that of its bytes, in hex."""

    id: str
    via: Via
    captured_at: datetime
    url: str | None
    sha256: str
