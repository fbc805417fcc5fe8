"""A point as it is set: its number in the margin, its text with evidence marked, its tags, and what was shown beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.bare_urls import safe_address
from domain.shapes.handout import Edition
from domain.shapes.options import Options
from domain.shapes.post import Quote
from domain.shapes.theme import Codebook, Family, Tag, Theme
from domain.shapes.thread import Point, Role
from presentation.evidence import known, marks, who_said
from presentation.markup import to_html
from presentation.messages import day, words
from workers.handouts.content.figures import Figure, Figures
from workers.handouts.content.links import Links
from workers.handouts.images import Plate

SHORT = 700
"""Code points: a point up to this long stays on one page."""
ON_A_LINE = 52
LINES_OF_PAPER = range(4, 10)
MANY = 4


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with its family and theme looked up, and what it says when asked."""

    tag: Tag
    family: Family
    theme: Theme
    title: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Another post inside a post; `text` is its own, or why it cannot be seen."""

    heading: str
    html: str
    text: str
    href: str | None
    figures: tuple[tuple[Figure, ...], ...]


@dataclass(frozen=True, slots=True)
class PointView:
    """One point. `label` is the author's number, empty for what has none; `said` names its role then.

    `rows` is how many lines to write on stand beside it in a workshop; `many` that its number is long.
    """

    position: int
    label: str
    said: str
    html: str
    point: Point
    tags: tuple[TagView, ...]
    figures: tuple[tuple[Figure, ...], ...]
    quote: QuoteView | None
    short: bool
    url: str | None
    rows: int

    @property
    def many(self) -> bool:
        return len(self.label) >= MANY


class Setter:
    """Sets points in an edition; collects where their links lead as it goes."""

    def __init__(self, codebook: Codebook, edition: Edition, options: Options, kept: Mapping[str, Plate | None]) -> None:
        self.codebook, self.edition = codebook, edition
        self.links = Links()
        self.figures = Figures(kept, self.links, wanted=options.pictures)

    def point(self, point: Point) -> PointView:
        """A point ready to be set."""
        numbered = point.role is Role.POINT
        evidence = tuple(marks(point, self.codebook)) if self.edition is Edition.ANNOTATED else ()
        return PointView(
            position=point.position,
            label=str(point.number if point.number is not None else point.position) if numbered else "",
            said="" if numbered else words().shared.roles[point.role.value],
            html=self.links.numbered(to_html(point.text, point.spans, evidence)),
            point=point,
            tags=tuple(tag_views(point, self.codebook)) if self.edition is Edition.ANNOTATED else (),
            figures=tuple(self.figures.grouped(point.media)),
            quote=self.quote(point.quote) if point.quote else None,
            short=len(point.text) <= SHORT and point.text.count("\n") < SHORT // ON_A_LINE and not point.quote,
            url=safe_address(point.url),
            rows=rows(point.text, beside=bool(point.media or point.quote)),
        )

    def quote(self, quote: Quote) -> QuoteView:
        """Another post inside a post, or the site's sentence about why it cannot be seen."""
        text = quote.text or quote.unavailable or ""
        html = self.links.numbered(to_html(text))
        return QuoteView(heading(quote), html, text, safe_address(quote.url), tuple(self.figures.grouped(quote.media)))


def heading(quote: Quote) -> str:
    """Whose words they are and of when."""
    said = words().shared
    name, handle = quote.author.name or quote.author.handle, quote.author.handle
    who = said.quoting(name=f"{name} @{handle}" if handle and handle != name else name) if name else said.quoting_someone
    return f"{who}, {day(quote.posted_at)}" if quote.posted_at else str(who)


def rows(text: str, *, beside: bool) -> int:
    """Lines to write on: about as tall as the text and the boxes to tick under it."""
    lines = sum(1 + len(line) // ON_A_LINE for line in text[:3000].split("\n"))
    return min(max(4 + lines // 2 + 2 * beside, LINES_OF_PAPER.start), LINES_OF_PAPER.stop - 1)


def tag_views(point: Point, codebook: Codebook) -> Iterator[TagView]:
    """Tags in the codebook's order."""
    yield from (TagView(tag, family, theme, who_said(tag)) for tag, family, theme in known(point, codebook))
