"""The points of a handout: `presentation/point_view.py` with figures, numbered links, and what a page layout needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shapes.handout import Edition
from domain.shapes.options import Options
from domain.shapes.post import Quote
from domain.shapes.theme import Codebook
from domain.shapes.thread import Point
from presentation.evidence import evidence_marks
from presentation.markup import to_html
from presentation.point_view import PointView, QuoteView, quote_heading, quote_text
from presentation.tag_view import tag_views
from workers.handouts.content.figures import Figure, Figures
from workers.handouts.content.links import Links
from workers.handouts.images import Plate

SHORT = 700
"""Code points: a point up to this long stays on one page."""
ON_A_LINE = 52
LINES_OF_PAPER = range(4, 10)
MANY = 4


@dataclass(frozen=True, slots=True)
class HandoutQuote(QuoteView):
    figures: tuple[tuple[Figure, ...], ...]

    @property
    def heading(self) -> str:
        return quote_heading(self.quote, detailed=True)


@dataclass(frozen=True, slots=True)
class HandoutPoint(PointView):
    """One point of a handout.

    `short` when it is to stay on one page; `rows` is how many lines to write on stand beside it in a workshop.
    """

    figures: tuple[tuple[Figure, ...], ...]
    quote: HandoutQuote | None
    short: bool
    rows: int

    @property
    def many(self) -> bool:
        """Whether its number is long."""
        return len(self.label) >= MANY


class Setter:
    """Sets points in an edition; collects where their links lead as it goes."""

    def __init__(self, codebook: Codebook, edition: Edition, options: Options, kept: Mapping[str, Plate | None]) -> None:
        self.codebook, self.edition = codebook, edition
        self.links = Links()
        self.figures = Figures(kept, self.links, wanted=options.pictures)

    def point(self, point: Point) -> HandoutPoint:
        """A point ready to be set."""
        annotated = self.edition is Edition.ANNOTATED
        evidence = tuple(evidence_marks(point, self.codebook)) if annotated else ()
        return HandoutPoint(
            point=point,
            html=self.links.numbered(to_html(point.text, point.spans, evidence)),
            tags=tuple(tag_views(point.tags, self.codebook)) if annotated else (),
            figures=tuple(self.figures.grouped(point.media)),
            quote=self.quote(point.quote) if point.quote else None,
            short=len(point.text) <= SHORT and point.text.count("\n") < SHORT // ON_A_LINE and not point.quote,
            rows=rows(point.text, beside=bool(point.media or point.quote)),
        )

    def quote(self, quote: Quote) -> HandoutQuote:
        html = self.links.numbered(to_html(quote_text(quote)))
        return HandoutQuote(quote, html, tuple(self.figures.grouped(quote.media)))


def rows(text: str, *, beside: bool) -> int:
    """Lines to write on: about as tall as the text and the boxes to tick under it."""
    lines = sum(1 + len(line) // ON_A_LINE for line in text[:3000].split("\n"))
    return min(max(4 + lines // 2 + 2 * beside, LINES_OF_PAPER.start), LINES_OF_PAPER.stop - 1)
