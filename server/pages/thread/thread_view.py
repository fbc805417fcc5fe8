"""What the page of a thread says, as plain values: the template only sets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.bare_urls import safe_address
from domain.shapes.capture import CaptureSummary
from domain.shapes.picture import Gallery
from domain.shapes.reading import Related
from domain.shapes.theme import Codebook, Tagging
from domain.shapes.thread import Gap, Thread, VersionSummary
from presentation.facts import Fact, facts
from presentation.gaps import with_gaps
from presentation.legend import Legend, legends, strip_label
from presentation.markup import direction
from presentation.messages import Words, sentence, words
from presentation.strip import Strip, strip
from presentation.text_language import language_of
from presentation.verdict import verdict_line
from server.pages.dates import Date, date
from server.pages.thread.point_view import PagePoint, page_points

COLUMN: Final = 570
"""Pixels: as wide as the strip may be."""
BEAD: Final = 1.05
"""Pixels for a unit of the strip: beads of 10 by 17."""
MANY: Final = 160
"""Points of which the strip takes more and smaller beads a row, so that it stays a picture and never becomes a page."""


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
    here: bool
    made: Date | None
    cause: str


@dataclass(frozen=True, slots=True)
class CaptureView:
    date: Date | None
    via: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CodebookView:
    """A codebook that the thread was, or can be, tagged with. `here`: the page shows it; `made`: it was tagged with it."""

    id: str
    name: str
    here: bool
    made: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The whole page. `items` are points and gaps in reading order; `bead` is the pixels of one unit of the strip."""

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

    @property
    def several(self) -> bool:
        """Whether it was tagged with more than one codebook."""
        return sum(each.made for each in self.codebooks) > 1


def thread_view(thread: Thread, codebook: Codebook, codebooks: tuple[CodebookView, ...] = ()) -> ThreadView:
    """Everything that the page shows of an archived thread, and which codebooks there are for it."""
    said, version = words(), thread.version
    assert thread.id is not None
    assert thread.number is not None
    author = version.author.name or version.author.handle or said.shared.unknown_author
    beads = strip(version, codebook, 40 if len(version.points) <= MANY else 100)
    counted = legends(version.points, codebook, said)
    versions = tuple(_version(each, thread.number) for each in reversed(thread.versions))
    return ThreadView(
        id=thread.id,
        number=thread.number,
        older=bool(versions) and thread.number < versions[0].number,
        captured=next((each.captured for each in versions if each.here), None),
        title=version.title or said.shared.untitled,
        dir=direction(version.title),
        language=language_of(version),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        author_url=safe_address(version.author.url),
        facts=tuple(facts(thread, said)),
        strip=beads,
        bead=min(BEAD, COLUMN / (beads.width + 2)),
        strip_label=strip_label(counted, said),
        legends=counted,
        verdict=version.completeness.verdict.value,
        verdict_line=verdict_line(version.completeness, len(version.points), said),
        reasons=tuple(
            dict.fromkeys((*(sentence(reason) for reason in version.completeness.reasons), *_lost(thread.gallery, said)))
        ),
        items=tuple(with_gaps(page_points(version.points, codebook, version.judge), version.completeness.gaps)),
        related=tuple(_related(each, said) for each in version.related),
        dropped=version.dropped,
        versions=versions,
        captures=tuple(_capture(each, said) for each in thread.captures),
        remark=_remark(thread, codebook, said),
        codebook=codebook.id,
        codebooks=codebooks,
        warning=sentence(version.judge.warning) if version.judge.warning else None,
    )


def codebook_views(shelf: Mapping[str, Codebook], made: Sequence[Tagging], here: str) -> tuple[CodebookView, ...]:
    """Those that the thread was tagged with, then the others."""
    tagged = [tagging.codebook.id for tagging in made]
    others = [id_ for id_ in shelf if id_ not in tagged]
    known = {id_: shelf.get(id_) for id_ in [*tagged, *others]}
    return tuple(CodebookView(id_, each.name if each else id_, id_ == here, id_ in tagged) for id_, each in known.items())


def _told(thread: Thread, said: Words) -> Iterator[str]:
    yield from (sentence(reason) for reason in thread.version.completeness.reasons)
    yield from _lost(thread.gallery, said)


def _lost(gallery: Gallery, said: Words) -> Iterator[str]:
    """A warning about pictures that were asked for and could not be had, with the different reasons."""
    asked = [each.failure for each in gallery.missing if each.failure]
    if asked:
        why = " ".join(dict.fromkeys(sentence(failure.reason) for failure in asked))
        yield said.pages.thread.pictures_missing(len(asked), why=why)


def _version(version: VersionSummary, shown: int) -> VersionView:
    here = version.version == shown
    why = words().pages.thread.version_causes[version.cause.value]
    cause = str(why(note=sentence(version.note))) if version.note else str(why)
    captured, made = date(version.captured_at), date(version.made_at)
    return VersionView(version.version, captured, version.points, version.verdict.value, here, made, cause)


def _capture(capture: CaptureSummary, said: Words) -> CaptureView:
    return CaptureView(date(capture.captured_at), said.shared.via[capture.via.value], capture.sha256)


def _related(related: Related, said: Words) -> RelatedView:
    posts = said.pages.thread.related_posts(related.posts) if related.posts is not None else None
    told = tuple(fact for fact in (posts, related.date) if fact)
    return RelatedView(related.title, related.excerpt, safe_address(related.url), told)


def _remark(thread: Thread, codebook: Codebook, said: Words) -> str:
    """Whose themes these are, and how to tell a suggestion from a person's word."""
    tagged = any(point.tags for point in thread.version.points)
    sentence = said.pages.thread.tags_model if tagged else said.pages.thread.tags_none
    judge = thread.version.judge.name or said.shared.product
    return str(sentence(codebook=codebook.name, version=thread.codebook.version, judge=judge))
