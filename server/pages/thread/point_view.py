"""A point as the page sets it: its number in the margin, its text with evidence marked, its tags with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind, Quote
from domain.shapes.theme import THREADSHEET, Codebook, Family, Judge, Tag, TaggedBy, Theme
from domain.shapes.thread import Point, Role
from presentation.evidence import known, marks, who_said
from presentation.markup import to_html
from presentation.messages import words
from server.pages.dates import Date, date


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with what it names. `meaning` is the theme's, `reason` who said so, how sure, and from which words.

    `by` is model, person, or rejected for what a person turned away; `lost` are marked words that a newer version has not.
    """

    family: Family
    theme: Theme
    by: str
    meaning: str
    reason: str
    lost: str = ""

    @property
    def name(self) -> str:
        return f"{self.family.id}/{self.theme.id}"


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
    """One point. `label` is its number, `role` what it is when it has none; `added` when the number is not the author's own.

    `spoken` when a person said something of its themes that still holds.
    """

    position: int
    label: str
    role: str
    added: bool
    html: str
    tags: tuple[TagView, ...]
    spoken: bool
    media: tuple[MediaView, ...]
    quote: QuoteView | None
    url: str | None
    posted: Date | None


def point_views(points: Sequence[Point], codebook: Codebook, judge: Judge = THREADSHEET) -> Iterator[PointView]:
    """All points of a Version in order; `judge` suggested their tags."""
    numbered = any(point.number is not None for point in points)
    last = 0
    for point in points:
        added = numbered and point.number is None
        number = last + 1 if added else point.number if point.number is not None else point.position
        if point.role is Role.POINT:
            last = number
        yield _view(point, str(number), added, codebook, judge)


def _view(point: Point, label: str, added: bool, codebook: Codebook, judge: Judge) -> PointView:
    is_point = point.role is Role.POINT
    return PointView(
        position=point.position,
        label=label if is_point else "",
        role="" if is_point else words().shared.roles[point.role.value],
        added=added and is_point,
        html=to_html(point.text, point.spans, tuple(marks(point, codebook))),
        tags=tuple(tag_views(point, codebook, judge)),
        spoken=bool(point.rejected) or any(tag.by is TaggedBy.PERSON for tag in point.tags),
        media=tuple(_media(each) for each in point.media),
        quote=_quote(point.quote) if point.quote else None,
        url=safe_address(point.url),
        posted=date(point.posted_at),
    )


def tag_views(point: Point, codebook: Codebook, judge: Judge) -> Iterator[TagView]:
    """What a point carries, then what was turned away."""
    for tag, family, theme in known(point, codebook):
        yield TagView(family, theme, tag.by.value, theme.definition, _reason(tag, judge), _quoted(tag.lost))
    for _tag, family, theme in known(replace(point, tags=point.rejected), codebook):
        yield TagView(family, theme, "rejected", theme.definition, words().pages.tagging.rejected)


def _reason(tag: Tag, judge: Judge) -> str:
    who = who_said(tag, judge.name)
    who = f"{who[:1].upper()}{who[1:]}"
    quoted = _quoted(tuple(found.text for found in tag.evidence))
    return words().pages.thread.tag_reason(who=who, words=quoted) if quoted else f"{who}."


def _quoted(some: tuple[str, ...]) -> str:
    return str(words().shared.comma.join(f"“{each}”" for each in some))


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
