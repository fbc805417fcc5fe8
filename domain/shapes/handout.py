"""A Handout: a rendering of a Version in an edition and a format. Asked for by the server, made by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.failure import Failure
from domain.shapes.theme import CodebookRef


class Edition(StrEnum):
    ANNOTATED = "annotated"
    READING = "reading"
    WORKSHOP = "workshop"


class Format(StrEnum):
    """The value is the file ending."""

    PDF = "pdf"
    HTML = "html"
    EPUB = "epub"
    MD = "md"
    MD_ZIP = "md.zip"
    JSON = "json"
    TXT = "txt"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        """What a file of this format is served as."""
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
}


@dataclass(frozen=True, slots=True)
class HandoutKey:
    """All that a handout is made from: equal keys, equal bytes.

    A theme sheet is of no thread but of a `theme` (`family/theme`); `made_from` is the digest of what it gathers.
    `tags_revision` counts the changes of the Version's tags, `pictures` those of its pictures that are kept; `renderer` names
    the revision of templates and code that render; `options` is the canonical spelling of all else that was chosen
    (`domain.shapes.options`), empty for the defaults.
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
    made_from: str | None = None


class HandoutState(StrEnum):
    ASKED = "asked"
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
