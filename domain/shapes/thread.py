"""A Thread and its Versions and Points. Built by unrolling and the archive, read by tagging, handouts and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.messages import Message
from domain.shapes.capture import CaptureSummary
from domain.shapes.codebook import CodebookRef
from domain.shapes.picture import Gallery
from domain.shapes.post import Author, Media, Quote, Span
from domain.shapes.reading import Related, Site
from domain.shapes.redaction import RedactionChoices
from domain.shapes.tag import THREADSHEET, Judge, Strength, Tag

EDITED: Final = "edited"
"""Code of the reason that a person edited a Version."""


class Role(StrEnum):
    """What a point is in a numbered thread; in a thread without numbers every point is POINT."""

    POINT = "point"
    OPENING = "opening"
    ASIDE = "aside"
    CLOSING = "closing"


class Verdict(StrEnum):
    """COMPLETE only with proof; GAPS when something is known to be missing; else UNKNOWN."""

    COMPLETE = "complete"
    GAPS = "gaps"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WrittenMarker:
    """What was removed from a post's text to make its point's: the author's marker with the space round it.

    `text` stood at code point `start` of the point's text.
    """

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One item of an unrolled Version.

    `position` is ours, from 1 without holes; `number` and `of` are the author's own, when written. `text` is without the
    author's `marker`; `spans` and evidence count its code points. `weak` are suggested tags that are not sure enough to be
    shown with `tags`.
    """

    position: int
    role: Role
    text: str
    number: int | None = None
    of: int | None = None
    spans: tuple[Span, ...] = ()
    post_id: str | None = None
    url: str | None = None
    posted_at: datetime | None = None
    media: tuple[Media, ...] = ()
    quote: Quote | None = None
    tags: tuple[Tag, ...] = ()
    rejected: tuple[Tag, ...] = ()
    weak: tuple[Tag, ...] = ()
    marker: WrittenMarker | None = None

    def with_suggestions(self, tags: Sequence[Tag]) -> Point:
        """The point with a tagger's tags alone, the weak ones apart."""
        visible = tuple(tag for tag in tags if tag.strength is not Strength.WEAK)
        weak = tuple(tag for tag in tags if tag.strength is Strength.WEAK)
        return replace(self, tags=visible, weak=weak, rejected=())


@dataclass(frozen=True, slots=True)
class Gap:
    """Points known to be missing after `after_position` (0: before the first). `count` None: nobody knows how many."""

    after_position: int
    count: int | None
    reason: Message

    @property
    def code(self) -> str:
        """The stable code that programs see."""
        return self.reason.code


@dataclass(frozen=True, slots=True)
class Completeness:
    """The verdict on a Version, with every reason.

    `declared` is the author's total, else the page's; `missing` are author's numbers.
    """

    verdict: Verdict
    declared: int | None = None
    missing: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One derivation of a Thread from its Captures. Equal content makes an equal Version.

    Tags, who suggested them (`judge`) and the `alternative` are no part of its content.
    """

    title: str
    site: Site
    url: str | None
    author: Author
    posted_at: datetime | None
    language: str | None
    points: tuple[Point, ...]
    completeness: Completeness
    root_post_id: str | None = None
    related: tuple[Related, ...] = ()
    dropped: tuple[str, ...] = ()
    judge: Judge = THREADSHEET
    alternative: Alternative | None = None

    @property
    def is_edited(self) -> bool:
        """Whether edits by a person are applied to it."""
        return any(reason.code == EDITED for reason in self.completeness.reasons)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read the Captures of a Version, about as likely; `read_as` names it in every reading of them."""

    read_as: str
    version: Version


class Cause(StrEnum):
    """Why a Version was added: a new Capture, an edit by a person, or a derivation by newer code (REREAD).

    JOINED is a Version of a thread that turned out to be a part of this one.
    """

    READ = "read"
    EDITED = "edited"
    REREAD = "reread"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A Version in a thread's history. `note` says what a person edited."""

    version: int
    captured_at: datetime
    points: int
    verdict: Verdict
    cause: Cause = Cause.READ
    made_at: datetime | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A Version with its facts in the archive: pages, JSON and handouts are all rendered from this shape.

    The command line makes one without an archive: then `id`, `archived_at` and `number` are None and `versions` is empty.
    `gallery` says which of the Version's pictures are stored, `redaction` what a person said about names to hide, `gone_at`
    when its source was found to have it no more.
    """

    version: Version
    codebook: CodebookRef
    captures: tuple[CaptureSummary, ...] = ()
    id: str | None = None
    archived_at: datetime | None = None
    number: int | None = None
    versions: tuple[VersionSummary, ...] = ()
    tags_revision: int = 0
    gallery: Gallery = Gallery()
    redaction: RedactionChoices = RedactionChoices()
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PointSummary:
    """A point as the theme strip draws it. `families` has every family of its tags once."""

    position: int
    role: Role
    number: int | None = None
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A Thread as lists show it, from its latest Version and the codebook it was tagged with last."""

    id: str
    title: str
    site: Site
    url: str | None
    author: Author
    posted_at: datetime | None
    archived_at: datetime
    updated_at: datetime
    version: int
    completeness: Completeness
    codebook: CodebookRef
    points: tuple[PointSummary, ...]
