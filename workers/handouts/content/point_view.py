"""The points of a handout: `presentation/point_view.py` with figures, numbered links, and what a page layout needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from domain.editions import CONTENTS, Edition
from domain.shapes.codebook import Codebook
from domain.shapes.options import Options
from domain.shapes.post import MediaKind, Quote
from domain.shapes.thread import Point
from presentation.evidence import evidence_letters, evidence_marks
from presentation.markup import to_html
from presentation.point_view import PointView, QuoteView, quote_heading, quote_text
from presentation.tag_view import TagView, tag_views
from presentation.text_language import UNDETERMINED
from workers.handouts.content.figures import Figure, Figures
from workers.handouts.content.foreign_runs import mark_languages
from workers.handouts.content.links import Links
from workers.handouts.content.whitespace import keep_whitespace
from workers.handouts.images import HandoutImage

LONGEST_UNBROKEN = 700
"""Code points: a point up to this long stays on one page."""
CHARACTERS_A_LINE = 52
LONG_LABEL = 3


@dataclass(frozen=True, slots=True)
class HandoutQuote(QuoteView):
    figures: tuple[tuple[Figure, ...], ...]

    @property
    def heading(self) -> str:
        return quote_heading(self.quote, detailed=True)


@dataclass(frozen=True, slots=True)
class HandoutPoint(PointView):
    """One point of a handout.

    `short` when it is to stay on one page; `letters` stand before its tags and behind the words that are their evidence;
    `anchor` is its name in links within the document.
    """

    figures: tuple[tuple[Figure, ...], ...]
    quote: HandoutQuote | None
    short: bool
    letters: tuple[str, ...]
    anchor: str

    @property
    def many(self) -> bool:
        """Whether its number is long."""
        return len(self.label) >= LONG_LABEL


class PointViewBuilder:
    """Builds the views of points in an edition, and numbers the addresses of their links in passing.

    Builders of one document share its `links`; `prefix` tells the anchors of its threads apart. `language` is the thread's.
    """

    def __init__(
        self,
        codebook: Codebook,
        edition: Edition,
        options: Options,
        images: Mapping[str, HandoutImage | None],
        links: Links | None = None,
        prefix: str = "",
        language: str = UNDETERMINED,
    ) -> None:
        self.codebook, self.edition, self.prefix, self.language = codebook, edition, prefix, language
        self.links = Links() if links is None else links
        self.figures = Figures(images, self.links, with_pictures=options.pictures)

    def point(self, point: Point) -> HandoutPoint:
        """The view of a point."""
        annotated = CONTENTS[self.edition].tags
        evidence = tuple(evidence_marks(point, self.codebook)) if annotated else ()
        tags = tuple(sorted(tag_views(point.tags, self.codebook), key=first_evidence)) if annotated else ()
        letters, places = evidence_letters([view.tag for view in tags])
        return HandoutPoint(
            point=point,
            html=self.markup(to_html(point.text, point.spans, evidence, places)),
            tags=tags,
            letters=letters,
            figures=tuple(self.figures.groups(point.media)),
            quote=self.quote(point.quote) if point.quote else None,
            short=is_short(point),
            anchor=point_anchor(point, self.prefix),
        )

    def quote(self, quote: Quote) -> HandoutQuote:
        return HandoutQuote(quote, self.markup(to_html(quote_text(quote))), tuple(self.figures.groups(quote.media)))

    def markup(self, html: str) -> str:
        """The markup of a text with its white space, the languages of foreign words, and numbers of links."""
        return self.links.add_numbers(mark_languages(keep_whitespace(html), self.language))


def first_evidence(view: TagView) -> int:
    """Where the first evidence of a tag begins; tags without any come last."""
    return min((span.start for span in view.tag.evidence), default=sys.maxsize)


def point_anchor(point: Point, prefix: str = "") -> str:
    """The name of a point in links within a document."""
    return f"{prefix}point-{point.position}"


def is_short(point: Point) -> bool:
    """Whether a point is to stay on one page."""
    lines = point.text.count("\n")
    is_long = len(point.text) > LONGEST_UNBROKEN or lines >= LONGEST_UNBROKEN // CHARACTERS_A_LINE
    return not (is_long or point.quote or any(media.kind in {MediaKind.IMAGE, MediaKind.GIF} for media in point.media))
