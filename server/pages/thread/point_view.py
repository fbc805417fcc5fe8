"""The points of a thread's page: `presentation/point_view.py` with media, dates, and numbers for unnumbered points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.media import picture_key, picture_url
from domain.bare_urls import safe_address
from domain.shapes.codebook import Codebook
from domain.shapes.picture import StoredPicture
from domain.shapes.post import Media, MediaKind, Quote
from domain.shapes.tag import THREADSHEET, Judge, TaggedBy
from domain.shapes.thread import Point, Role
from presentation.evidence import evidence_marks
from presentation.markup import to_html
from presentation.messages import load_messages
from presentation.point_view import PointView, QuoteView, quote_text
from presentation.tag_view import TagView, tag_views
from server.pages.dates import Date, date


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a Version by address: those that are stored, and why others are not."""

    stored: Mapping[str, StoredPicture] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


NO_PICTURES: Final = Pictures()


@dataclass(frozen=True, slots=True)
class MediaView:
    """What stands beside a text. `described` when `lines` are its author's; `lost` is why the picture `key` is not there."""

    kind: str
    label: str
    lines: tuple[str, ...]
    href: str | None
    described: bool
    picture: StoredPicture | None
    lost: str | None
    key: str


@dataclass(frozen=True, slots=True)
class PageQuote(QuoteView):
    media: tuple[MediaView, ...]


@dataclass(frozen=True, slots=True)
class PagePoint(PointView):
    """One point of a thread's page.

    `number` is what stands in the margin; `added` when it is not the author's own. `decided` when a person accepted, added or
    rejected a theme of the point; `weak` are suggestions that are folded.
    """

    number: int
    added: bool
    decided: bool
    weak: tuple[TagView, ...]
    media: tuple[MediaView, ...]
    quote: PageQuote | None
    posted: Date | None

    @property
    def undecided(self) -> bool:
        """Whether a suggestion has been neither accepted nor rejected."""
        return any(view.by == "model" for view in self.tags)

    @property
    def label(self) -> str:
        return "" if self.role else str(self.number)


def page_points(
    points: Sequence[Point], codebook: Codebook, judge: Judge = THREADSHEET, pictures: Pictures = NO_PICTURES
) -> Iterator[PagePoint]:
    """All points of a Version in order; `judge` suggested their tags. In a numbered thread the others get the next number."""
    numbered = any(point.number is not None for point in points)
    last = 0
    for point in points:
        added = numbered and point.number is None
        number = last + 1 if added else point.number if point.number is not None else point.position
        if point.role is Role.POINT:
            last = number
        yield _page_point(point, number, added, codebook, judge, pictures)


def _page_point(point: Point, number: int, added: bool, codebook: Codebook, judge: Judge, pictures: Pictures) -> PagePoint:
    return PagePoint(
        point=point,
        html=to_html(point.text, point.spans, tuple(evidence_marks(point, codebook))),
        tags=tags_and_rejections(point, codebook, judge),
        number=number,
        added=added and point.role is Role.POINT,
        weak=tuple(tag_views(point.weak, codebook, judge.name)),
        decided=bool(point.rejected) or any(tag.by is TaggedBy.PERSON for tag in point.tags),
        media=_media_views(point.media, pictures),
        quote=_quote(point.quote, pictures) if point.quote else None,
        posted=date(point.posted_at),
    )


def tags_and_rejections(point: Point, codebook: Codebook, judge: Judge) -> tuple[TagView, ...]:
    """The tags of a point, then those that a person rejected."""
    return (*tag_views(point.tags, codebook, judge.name), *tag_views(point.rejected, codebook, judge.name, rejected=True))


def _media_views(media: Sequence[Media], pictures: Pictures) -> tuple[MediaView, ...]:
    return tuple(_media(each, pictures) for each in media)


def _media(media: Media, pictures: Pictures) -> MediaView:
    """A picture, video, card or poll: the stored picture, and its author's description."""
    messages = load_messages().shared
    text = media.alt or ("" if media.kind is MediaKind.CARD and media.url else messages.no_alt)
    lines = tuple(line for line in text.split("\n") if line.strip())
    if media.votes is not None:
        lines = (*lines, messages.votes(media.votes))
    address, described = picture_url(media) or "", bool(media.alt)
    stored, lost = pictures.stored.get(address), pictures.faults.get(address)
    label = messages.media[media.kind.value]
    href, key = safe_address(media.url), picture_key(address) if lost else ""
    return MediaView(media.kind.value, label, lines, href, described, stored, lost, key)


def _quote(quote: Quote, pictures: Pictures) -> PageQuote:
    return PageQuote(quote, to_html(quote_text(quote)), _media_views(quote.media, pictures))
