"""A Handout: a rendering of a Version in an edition and a format. Asked for by the server, made by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.shapes.failure import Failure
from archive.shapes.theme import CodebookRef


class Edition(StrEnum):
    ANNOTATED = "annotated"
    READING = "reading"
    WORKSHOP = "workshop"


class Format(StrEnum):
    """The value is the file ending."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class HandoutKey:
    """All that a handout is made from: equal keys, equal bytes.

    `tags_revision` counts the changes of the Version's tags, `pictures` those of its pictures that are kept; `renderer` names
    the revision of templates and code that render; `options` is the caller's own spelling of anything else (a volume, a paper).
    """

    thread_id: str
    version: int
    tags_revision: int
    codebook: CodebookRef
    edition: Edition
    format: Format
    renderer: str
    options: str = ""
    pictures: int = 0


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
