"""A point as it is set: its number in the margin, its text with evidence marked, its tags, and what was shown beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.bare_links import safe_address
from archive.evidence import known, marks, who_said
from archive.markup import to_html
from archive.shapes.post import Media, MediaKind, Quote
from archive.shapes.theme import Codebook, Family, Tag, Theme
from archive.shapes.thread import Point, Role
from archive.words import words

SHORT = 700
"""Code points: a point up to this long stays on one page."""


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with its family and theme looked up, and what it says when asked."""

    tag: Tag
    family: Family
    theme: Theme
    title: str


@dataclass(frozen=True, slots=True)
class MediaView:
    kind: str
    label: str
    lines: tuple[str, ...]
    href: str | None


@dataclass(frozen=True, slots=True)
class QuoteView:
    heading: str
    html: str
    href: str | None
    media: tuple[MediaView, ...]


@dataclass(frozen=True, slots=True)
class PointView:
    """One point. `label` is the author's number, empty for what has none; `said` names its role then."""

    position: int
    label: str
    said: str
    html: str
    tags: tuple[TagView, ...]
    media: tuple[MediaView, ...]
    quote: QuoteView | None
    short: bool
    url: str | None


def point_view(point: Point, codebook: Codebook) -> PointView:
    """A point ready to be set."""
    role = point.role.value
    return PointView(
        position=point.position,
        label=str(point.number if point.number is not None else point.position) if point.role is Role.POINT else "",
        said="" if point.role is Role.POINT else words().shared.roles[role],
        html=to_html(point.text, point.spans, tuple(marks(point, codebook))),
        tags=tuple(tag_views(point, codebook)),
        media=tuple(media_view(media) for media in point.media),
        quote=quote_view(point.quote) if point.quote else None,
        short=len(point.text) <= SHORT and not point.quote,
        url=safe_address(point.url),
    )


def tag_views(point: Point, codebook: Codebook) -> Iterator[TagView]:
    """Tags in the codebook's order."""
    yield from (TagView(tag, family, theme, who_said(tag)) for tag, family, theme in known(point, codebook))


def media_view(media: Media) -> MediaView:
    """What stood beside a text, told by its author's description."""
    said = words().shared
    label = said.media[media.kind.value]
    text = media.alt or ("" if media.kind is MediaKind.CARD and media.url else said.no_alt)
    lines = tuple(line for line in text.split("\n") if line.strip())
    return MediaView(media.kind.value, label, lines, safe_address(media.url))


def quote_view(quote: Quote) -> QuoteView:
    """Another post inside a post, or the site's sentence about why it cannot be seen."""
    said = words().shared
    name = quote.author.name or quote.author.handle
    heading = said.quoting(name=name) if name else said.quoting_someone
    html = to_html(quote.text or quote.unavailable or "")
    return QuoteView(heading, html, safe_address(quote.url), tuple(media_view(media) for media in quote.media))
