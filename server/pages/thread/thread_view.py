"""The view of a thread's page: all its values, so that the template only lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.bare_urls import safe_address
from domain.shapes.capture import CaptureSummary
from domain.shapes.codebook import Codebook
from domain.shapes.picture import Gallery, StoredPicture
from domain.shapes.reading import Related
from domain.shapes.tag import Tagging
from domain.shapes.thread import Alternative, Gap, Thread, VersionSummary
from presentation.facts import Fact, facts
from presentation.gaps import with_gaps
from presentation.legend import Legend, legends, strip_label
from presentation.markup import direction
from presentation.messages import Messages, load_messages, sentence
from presentation.strip import Strip, strip
from presentation.text_language import language_of
from presentation.verdict import verdict_line
from server.pages.dates import Date, date
from server.pages.thread.point_view import NO_PICTURES, PagePoint, Pictures, page_points

MAX_STRIP_WIDTH: Final = 570  # pixels
BEAD: Final = 1.05
"""Pixels per unit of the strip: beads are 10 by 17 pixels."""
MANY_POINTS: Final = 160
"""Above this number of points the strip has more and smaller beads per row, so that it does not fill a page."""


@dataclass(frozen=True, slots=True)
class RelatedView:
    title: str
    excerpt: str
    href: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    number: int
    captured: Date | None
    points: int
    verdict: str
    current: bool
    created_at: Date | None
    cause: str


@dataclass(frozen=True, slots=True)
class CaptureView:
    id: str
    date: Date | None
    via: str
    sha256: str
    limited: bool


@dataclass(frozen=True, slots=True)
class CodebookView:
    """A codebook. `current` is true if the page shows its tags, `tagged` if the thread was tagged with it."""

    id: str
    name: str
    current: bool
    tagged: bool


@dataclass(frozen=True, slots=True)
class AlternativeView:
    """The other way to read the captures: its number of points, and the words of the button that takes it."""

    points: int
    label: str


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The page. `items` are points and gaps in reading order; `bead` is the width of one unit of the strip in pixels."""

    id: str
    number: int
    older: bool
    captured: Date | None
    title: str
    dir: str
    language: str
    author: str
    handle: str | None
    author_url: str | None
    facts: tuple[Fact, ...]
    strip: Strip
    bead: float
    strip_label: str
    legends: tuple[Legend, ...]
    verdict: str
    verdict_line: str
    reasons: tuple[str, ...]
    items: tuple[PagePoint | Gap, ...]
    related: tuple[RelatedView, ...]
    dropped: tuple[str, ...]
    versions: tuple[VersionView, ...]
    captures: tuple[CaptureView, ...]
    remark: str
    codebook: str
    codebooks: tuple[CodebookView, ...]
    warning: str | None
    alternative: AlternativeView | None
    can_undo_reading: bool

    @property
    def several(self) -> bool:
        """Whether the thread was tagged with more than one codebook."""
        return sum(codebook.tagged for codebook in self.codebooks) > 1


def thread_view(
    thread: Thread,
    codebook: Codebook,
    codebooks: tuple[CodebookView, ...] = (),
    stored: Mapping[str, StoredPicture] = NO_PICTURES.stored,
    *,
    can_undo_reading: bool = False,
) -> ThreadView:
    """Builds the view of an archived thread; `codebooks` are those that it was or can be tagged with.

    `stored` are its pictures by address. `can_undo_reading` when the last edit chose how it is read.
    """
    messages, version = load_messages(), thread.version
    assert thread.id is not None
    assert thread.number is not None
    author = version.author.name or version.author.handle or messages.shared.unknown_author
    beads = strip(version, codebook, 40 if len(version.points) <= MANY_POINTS else 100)
    counted = legends(version.points, codebook, messages)
    failures = {missing.url: sentence(missing.failure.reason) for missing in thread.gallery.missing if missing.failure}
    pictures = Pictures(stored, failures)
    versions = tuple(_version(version, thread.number) for version in reversed(thread.versions))
    return ThreadView(
        id=thread.id,
        number=thread.number,
        older=bool(versions) and thread.number < versions[0].number,
        captured=next((row.captured for row in versions if row.current), None),
        title=version.title or messages.shared.untitled,
        dir=direction(version.title),
        language=language_of(version),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        author_url=safe_address(version.author.url),
        facts=tuple(facts(thread, messages)),
        strip=beads,
        bead=min(BEAD, MAX_STRIP_WIDTH / (beads.width + 2)),
        strip_label=strip_label(counted, messages),
        legends=counted,
        verdict=version.completeness.verdict.value,
        verdict_line=verdict_line(version.completeness, len(version.points), messages),
        reasons=tuple(
            dict.fromkeys(
                (*(sentence(reason) for reason in version.completeness.reasons), *_missing_pictures(thread.gallery, messages))
            )
        ),
        items=tuple(with_gaps(page_points(version.points, codebook, version.judge, pictures), version.completeness.gaps)),
        related=tuple(_related(related, messages) for related in version.related),
        dropped=version.dropped,
        versions=versions,
        captures=tuple(_capture(capture, messages) for capture in thread.captures),
        remark=_remark(thread, codebook, messages),
        codebook=codebook.id,
        codebooks=codebooks,
        warning=sentence(version.judge.warning) if version.judge.warning else None,
        alternative=_alternative(version.alternative, messages),
        can_undo_reading=can_undo_reading,
    )


def codebook_views(codebooks: Mapping[str, Codebook], taggings: Sequence[Tagging], current: str) -> tuple[CodebookView, ...]:
    """Lists the codebooks that the thread was tagged with, then the others. `current` is the id of the shown one."""
    tagged = [tagging.codebook.id for tagging in taggings]
    others = [id_ for id_ in codebooks if id_ not in tagged]
    names = {id_: codebooks[id_].name if id_ in codebooks else id_ for id_ in [*tagged, *others]}
    return tuple(CodebookView(id_, name, id_ == current, id_ in tagged) for id_, name in names.items())


def _alternative(alternative: Alternative | None, messages: Messages) -> AlternativeView | None:
    if alternative is None:
        return None
    points = len(alternative.version.points)
    return AlternativeView(points, messages.pages.thread.read_as(points))


def _missing_pictures(gallery: Gallery, messages: Messages) -> Iterator[str]:
    """Yields a warning about pictures that could not be downloaded, with the different reasons."""
    failures = [picture.failure for picture in gallery.missing if picture.failure]
    if failures:
        reasons = " ".join(dict.fromkeys(sentence(failure.reason) for failure in failures))
        yield messages.pages.thread.pictures_missing(len(failures), why=reasons)


def _version(version: VersionSummary, shown_version: int) -> VersionView:
    wording = load_messages().pages.thread.version_causes[version.cause.value]
    cause = str(wording(note=sentence(version.note))) if version.note else str(wording)
    captured, created = date(version.captured_at), date(version.made_at)
    return VersionView(
        version.version, captured, version.points, version.verdict.value, version.version == shown_version, created, cause
    )


def _capture(capture: CaptureSummary, messages: Messages) -> CaptureView:
    return CaptureView(
        capture.id, date(capture.captured_at), messages.shared.via[capture.via.value], capture.sha256, capture.limited
    )


def _related(related: Related, messages: Messages) -> RelatedView:
    posts = messages.pages.thread.related_posts(related.posts) if related.posts is not None else None
    details = tuple(fact for fact in (posts, related.date) if fact)
    return RelatedView(related.title, related.excerpt, safe_address(related.url), details)


def _remark(thread: Thread, codebook: Codebook, messages: Messages) -> str:
    """Says which codebook and model the themes are from, and how suggestions and decisions look."""
    tagged = any(point.tags for point in thread.version.points)
    warning = thread.version.judge.warning
    if not tagged and warning and warning.code == "not_judged":
        return ""
    sentence = messages.pages.thread.tags_model if tagged else messages.pages.thread.tags_none
    judge = thread.version.judge.name or messages.shared.product
    return str(sentence(codebook=codebook.name, version=thread.codebook.version, judge=judge))
