"""A point as it is set: its number in the margin, its text with evidence marked, its tags, and what was shown beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.bare_links import safe_address
from archive.markup import Mark, to_html
from archive.palette import palettes
from archive.shapes.post import Media, MediaKind, Quote
from archive.shapes.theme import Codebook, Family, Tag, TaggedBy, Theme
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


def marks(point: Point, codebook: Codebook) -> Iterator[Mark]:
    """The evidence of all tags whose family the codebook knows."""
    numbers = palettes(codebook)
    for tag in point.tags:
        if tag.family in numbers:
            yield from (Mark(found.start, found.end, tag.family, numbers[tag.family]) for found in tag.evidence)


def tag_views(point: Point, codebook: Codebook) -> Iterator[TagView]:
    """Tags in the codebook's order; a theme that it no longer has keeps its id as its name."""
    for family in codebook.families:
        for tag in point.tags:
            if tag.family == family.id:
                theme = next((theme for theme in family.themes if theme.id == tag.theme), Theme(tag.theme, tag.theme, ""))
                yield TagView(tag, family, theme, tag_title(tag))


def tag_title(tag: Tag) -> str:
    """Who said so, and how sure it is."""
    said = words().shared
    who: str = said.tagged_by[tag.by.value]
    if tag.by is TaggedBy.PERSON or tag.confidence is None:
        return who
    return f"{who}, {said.confidence(percent=round(tag.confidence * 100))}"


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
