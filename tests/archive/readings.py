"""Captures and Versions for the archive's tests, each with a value in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.messages import Message, message
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.codebook import CodebookRef
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.reading import Related, Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Completeness, Gap, Point, Role, Verdict, Version

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CODEBOOK = CodebookRef("product-culture", 1)


def paste(text: str = "1/ Hello 👋🏽\n\n2/ World", **changes: object) -> Capture:
    capture = Capture(
        body=text.encode(),
        via=Via.PASTE,
        media_type=MediaType.TEXT,
        captured_at=NOON,
        hints=Hints(author="sam", posted_at=NOON),
    )
    return replace(capture, **changes)  # type: ignore[arg-type]


def tag(theme: str = "silos", family: str = "product-fed") -> Tag:
    return Tag(family, theme, 0.8125, TaggedBy.MODEL, (Evidence(0, 5, "Hello"),))


def point(position: int, *tags: Tag, post_id: str | None = None, text: str = "Hello 👋🏽 wörld") -> Point:
    return Point(
        position=position,
        role=Role.POINT,
        text=text,
        number=position,
        of=9,
        spans=(Span(0, 5, SpanKind.LINK, "https://example.org/"),),
        post_id=post_id,
        url="https://x.com/sam/status/1",
        posted_at=NOON,
        media=(Media(MediaKind.IMAGE, "https://example.org/a.png", "a door"),),
        quote=Quote("quoted", Author("Kim"), posted_at=NOON, media=(Media(MediaKind.VIDEO),)),
        tags=tags,
    )


def version(*points: Point, title: str = "Hello", root: str | None = None, site: Site = Site.X) -> Version:
    return Version(
        title=title,
        site=site,
        url="https://x.com/sam/status/1",
        author=Author("Sam", "sam", "https://x.com/sam"),
        posted_at=NOON,
        language="en",
        points=points or (point(1, tag()), point(2)),
        completeness=Completeness(
            Verdict.GAPS,
            9,
            (3, 4),
            (Gap(2, 2, message("more_not_loaded.page")),),
            (Message("chain_ends"),),
        ),
        root_post_id=root,
        related=(Related("Other", "…", 12, "Mar 3"),),
        dropped=("Keep Current with Sam",),
    )
