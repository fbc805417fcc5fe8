"""A Capture: raw input exactly as it came. Written by the server and by sources, read by sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.shapes.outline import Outline


class Via(StrEnum):
    """How a Capture came in."""

    PASTE = "paste"
    PAGE = "page"
    POSTS = "posts"
    FETCH = "fetch"
    IMPORT = "import"
    SNAPSHOT = "snapshot"  # the page beside collected posts: for safekeeping, never read


class MediaType(StrEnum):
    """What the bytes of a Capture are."""

    TEXT = "text/plain"
    HTML = "text/html"
    JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person stated about a Capture. It takes precedence over what is read from the bytes."""

    url: str | None = None
    author: str | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Raw input. `body` is never edited; `url` is the address that it was captured at, if any.

    `limited`: sent by callers that may only save. `outline` is what a language model said of a text's lines: made for each
    reading, and never stored with the Capture.
    """

    body: bytes
    via: Via
    media_type: MediaType
    captured_at: datetime
    url: str | None = None
    title: str | None = None
    hints: Hints = field(default_factory=Hints)
    limited: bool = False
    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """A stored Capture as a Thread lists it. `sha256` is that of its bytes, in hex."""

    id: str
    via: Via
    captured_at: datetime
    url: str | None
    sha256: str
    limited: bool = False
