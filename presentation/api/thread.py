"""A thread: the body of `GET /api/v1/threads/ID`, and the JSON handout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shapes import capture, picture, tag
from domain.shapes import thread as shapes
from domain.shapes.capture import Via
from domain.shapes.codebook import Codebook, CodebookRef
from domain.shapes.handout import Format
from domain.shapes.reading import Related, Site
from domain.shapes.thread import Cause, Verdict
from presentation.api.completeness import Completeness
from presentation.api.json_format import to_json
from presentation.api.point import Author, Point
from presentation.api.reason import Reason
from presentation.memos import without_memos
from presentation.messages import CURRENT_LANGUAGE, sentence
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: int
    captured_at: datetime
    points: int
    verdict: Verdict
    cause: Cause
    made_at: datetime | None
    note: str | None

    @classmethod
    def from_domain(cls, version: shapes.VersionSummary, language: str) -> VersionLine:
        return cls(
            version=version.version,
            captured_at=utc(version.captured_at),
            points=version.points,
            verdict=version.verdict,
            cause=version.cause,
            made_at=utc_or_none(version.made_at),
            note=sentence(version.note, language) if version.note else None,
        )


@dataclass(frozen=True, slots=True)
class CaptureLine:
    id: str
    via: Via
    captured_at: datetime
    url: str | None

    @classmethod
    def from_domain(cls, summary: capture.CaptureSummary) -> CaptureLine:
        return cls(summary.id, summary.via, utc(summary.captured_at), summary.url)


@dataclass(frozen=True, slots=True)
class Judge:
    """Who suggested the tags: Threadsheet itself (`name` null), or a language model."""

    name: str | None
    warning: Reason | None

    @classmethod
    def from_domain(cls, judge: tag.Judge, language: str) -> Judge:
        return cls(judge.name, Reason.from_domain(judge.warning, language) if judge.warning else None)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read the captures, about as likely. An edit `{"read_as": {"points": N}}` takes it."""

    points: int
    verdict: Verdict

    @classmethod
    def from_domain(cls, alternative: shapes.Alternative) -> Alternative:
        return cls(len(alternative.version.points), alternative.version.completeness.verdict)


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture that is not stored; `code` and `message` are null where it has not been requested yet."""

    url: str
    code: str | None
    message: str | None

    @classmethod
    def from_domain(cls, missing: picture.MissingPicture, language: str) -> MissingPicture:
        failure = missing.failure
        if failure is None:
            return cls(missing.url, None, None)
        return cls(missing.url, failure.code, sentence(failure.reason, language))


@dataclass(frozen=True, slots=True)
class Pictures:
    """How many pictures of the thread are stored, and which are missing."""

    kept: int
    missing: list[MissingPicture]

    @classmethod
    def from_domain(cls, gallery: picture.Gallery, language: str) -> Pictures:
        return cls(gallery.stored, [MissingPicture.from_domain(missing, language) for missing in gallery.missing])


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread with its points. What only an archive knows is null in a handout that was made without one."""

    id: str | None
    title: str
    site: Site
    url: str | None
    root_post_id: str | None
    language: str | None
    posted_at: datetime | None
    archived_at: datetime | None
    gone_at: datetime | None
    author: Author
    version: int | None
    versions: list[VersionLine] | None
    codebook: CodebookRef
    judge: Judge
    captures: list[CaptureLine] | None
    completeness: Completeness
    points: list[Point]
    families: dict[str, int]
    dropped: tuple[str, ...]
    related: tuple[Related, ...]
    pictures: Pictures | None
    alternative: Alternative | None
    handouts: dict[str, str] | None

    @classmethod
    def from_domain(cls, thread: shapes.Thread, codebook: Codebook, language: str = "en") -> Thread:
        version, archived = thread.version, thread.id is not None
        return cls(
            id=thread.id,
            title=version.title,
            site=version.site,
            url=version.url,
            root_post_id=version.root_post_id,
            language=version.language,
            posted_at=utc_or_none(version.posted_at),
            archived_at=utc_or_none(thread.archived_at),
            gone_at=utc_or_none(thread.gone_at),
            author=Author.from_domain(version.author),
            version=thread.number,
            versions=[VersionLine.from_domain(summary, language) for summary in thread.versions] if archived else None,
            codebook=thread.codebook,
            judge=Judge.from_domain(version.judge, language),
            captures=[CaptureLine.from_domain(summary) for summary in thread.captures] if archived else None,
            completeness=Completeness.from_domain(version.completeness, language),
            points=[Point.from_domain(point, language) for point in version.points],
            families=points_by_family(version.points, codebook),
            dropped=version.dropped,
            related=version.related,
            pictures=Pictures.from_domain(thread.gallery, language) if archived else None,
            alternative=Alternative.from_domain(version.alternative) if version.alternative else None,
            handouts=handout_paths(thread.id) if thread.id else None,
        )


def json_document(thread: shapes.Thread, codebook: Codebook) -> bytes:
    """The thread as a file: the JSON handout, and the attachment of an archive PDF. Files are passed on, so without memos."""
    return to_json(Thread.from_domain(without_memos(thread), codebook, CURRENT_LANGUAGE.get()), Thread, indent=1)


@dataclass(frozen=True, slots=True)
class JointDocument:
    """Several threads as one file."""

    title: str
    threads: list[Thread]


def joint_document(title: str, threads: Sequence[tuple[shapes.Thread, Codebook]]) -> bytes:
    """Several threads as a file: the JSON of a joint handout."""
    language = CURRENT_LANGUAGE.get()
    documents = [Thread.from_domain(without_memos(thread), codebook, language) for thread, codebook in threads]
    return to_json(JointDocument(title, documents), JointDocument, indent=1)


def handout_paths(thread_id: str) -> dict[str, str]:
    """The paths of a thread's handouts by format."""
    return {format_.value: f"/threads/{thread_id}/handout.{format_.value}" for format_ in Format}


def points_by_family(points: Sequence[shapes.Point], codebook: Codebook) -> dict[str, int]:
    """The number of points with at least one tag of each family of the codebook, zeros too."""
    tagged = [{tag.family for tag in point.tags} for point in points]
    return {family.id: sum(family.id in families for families in tagged) for family in codebook.families}
