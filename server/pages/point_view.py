"""A point as the page sets it: its number in the margin, its text with evidence marked, its tags with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.bare_links import safe_address
from archive.evidence import known, marks, who_said
from archive.markup import to_html
from archive.shapes.post import Media, MediaKind, Quote
from archive.shapes.theme import Codebook, Family, Tag, Theme
from archive.shapes.thread import Point, Role
from archive.words import words
from server.pages.dates import Date, date


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with what it names. `meaning` is the theme's, `reason` who said so, how sure, and from which words."""

    family: Family
    theme: Theme
    by: str
    meaning: str
    reason: str


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
    """One point. `label` is its number, `role` what it is when it has none; `added` when the number is not the author's own."""

    position: int
    label: str
    role: str
    added: bool
    html: str
    tags: tuple[TagView, ...]
    media: tuple[MediaView, ...]
    quote: QuoteView | None
    url: str | None
    posted: Date | None


def point_views(points: Sequence[Point], codebook: Codebook) -> Iterator[PointView]:
    """All points of a Version in order."""
    numbered = any(point.number is not None for point in points)
    last = 0
    for point in points:
        added = numbered and point.number is None
        number = last + 1 if added else point.number if point.number is not None else point.position
        if point.role is Role.POINT:
            last = number
        yield _view(point, str(number), added, codebook)


def _view(point: Point, label: str, added: bool, codebook: Codebook) -> PointView:
    is_point = point.role is Role.POINT
    return PointView(
        position=point.position,
        label=label if is_point else "",
        role="" if is_point else words().shared.roles[point.role.value],
        added=added and is_point,
        html=to_html(point.text, point.spans, tuple(marks(point, codebook))),
        tags=tuple(_tag(*each) for each in known(point, codebook)),
        media=tuple(_media(each) for each in point.media),
        quote=_quote(point.quote) if point.quote else None,
        url=safe_address(point.url),
        posted=date(point.posted_at),
    )


def _tag(tag: Tag, family: Family, theme: Theme) -> TagView:
    said = words().pages.thread
    quoted = words().shared.comma.join(f"“{found.text}”" for found in tag.evidence)
    who = who_said(tag)
    told = said.tag_reason(who=f"{who[:1].upper()}{who[1:]}", words=quoted) if quoted else f"{who[:1].upper()}{who[1:]}."
    return TagView(family, theme, tag.by.value, theme.definition, told)


def _media(media: Media) -> MediaView:
    """What stood beside a text, told by its author's description."""
    said = words().shared
    text = media.alt or ("" if media.kind is MediaKind.CARD and media.url else said.no_alt)
    lines = tuple(line for line in text.split("\n") if line.strip())
    return MediaView(media.kind.value, said.media[media.kind.value], lines, safe_address(media.url))


def _quote(quote: Quote) -> QuoteView:
    """Another post inside a post, or the site's sentence about why it cannot be seen."""
    said = words().shared
    name = quote.author.name or quote.author.handle
    heading = said.quoting(name=name) if name else said.quoting_someone
    html = to_html(quote.text or quote.unavailable or "")
    return QuoteView(heading, html, safe_address(quote.url), tuple(_media(each) for each in quote.media))
