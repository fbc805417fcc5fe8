"""A Handout: a rendering of a Version in an edition and a format. Requested by the server, rendered by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.editions import Edition
from domain.shapes.codebook import CodebookRef
from domain.shapes.failure import Failure


class Format(StrEnum):
    """The value is the file extension."""

    PDF = "pdf"
    HTML = "html"
    EPUB = "epub"
    MD = "md"
    MD_ZIP = "md.zip"
    JSON = "json"
    TXT = "txt"
    DOCX = "docx"
    PPTX = "pptx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """The media type with which a file of this format is served."""
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.EPUB: "application/epub+zip",
    Format.MD: "text/markdown; charset=utf-8",
    Format.MD_ZIP: "application/zip",
    Format.JSON: "application/json",
    Format.TXT: "text/plain; charset=utf-8",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class JointSource:
    """One of the threads of a joint handout, as it was when the handout was requested."""

    thread_id: str
    version: int
    tags_revision: int
    codebook: CodebookRef
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Joint:
    """The threads of a joint handout, in its order. Without a `title` the handout is named after them."""

    sources: tuple[JointSource, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class HandoutKey:
    """Everything that determines a handout's bytes: equal keys, equal files.

    A theme sheet belongs to a `theme` (`family/theme`) instead of a thread, a joint handout to several threads (`joint`).
    `contents_digest` is the digest of a sheet's points, or of what people said about names to hide.
    `tags_revision` counts the changes of the Version's tags, `pictures` its stored pictures. `renderer` is the hash of the
    templates and the code that render. `options` is the canonical query (`domain.shapes.options`), empty for the defaults.
    """

    thread_id: str | None
    version: int
    tags_revision: int
    codebook: CodebookRef
    edition: Edition
    format: Format
    renderer: str
    options: str = ""
    pictures: int = 0
    theme: str | None = None
    contents_digest: str | None = None
    joint: Joint | None = None


class HandoutState(StrEnum):
    REQUESTED = "requested"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Handout:
    """The record of one handout. `sha256` and `size` (bytes) are those of the file, None until it is done."""

    id: str
    key: HandoutKey
    state: HandoutState
    created_at: datetime
    sha256: str | None = None
    size: int | None = None
    failure: Failure | None = None
    attempts: int = 0
    claim: int = 0
    finished_at: datetime | None = None
