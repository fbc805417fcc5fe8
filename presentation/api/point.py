"""A point with its tags, media and quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.shapes import post as shapes
from domain.shapes import tag as tag_shapes
from domain.shapes import thread as thread_shapes
from domain.shapes.post import MediaKind
from domain.shapes.tag import Evidence, Strength, TaggedBy
from domain.shapes.thread import Role
from presentation.markup import to_html
from presentation.messages import sentence
from presentation.timestamps import utc_or_none


@dataclass(frozen=True, slots=True)
class Author:
    name: str | None
    handle: str | None
    url: str | None

    @classmethod
    def from_domain(cls, author: shapes.Author) -> Author:
        return cls(author.name, author.handle, author.url)


@dataclass(frozen=True, slots=True)
class Media:
    """`votes` is only there with a poll. A `note` or `translation` has the words of others as `alt`."""

    kind: MediaKind
    url: str | None
    alt: str | None
    votes: Annotated[int | None, Field(exclude_if=lambda votes: votes is None)] = None

    @classmethod
    def from_domain(cls, media: shapes.Media) -> Media:
        return cls(media.kind, media.url, media.alt, media.votes)


@dataclass(frozen=True, slots=True)
class Quote:
    """A post inside a post. `unavailable` is the site's sentence when it cannot be seen."""

    text: str
    author: Author
    url: str | None
    posted_at: datetime | None
    media: list[Media]
    unavailable: str | None

    @classmethod
    def from_domain(cls, quote: shapes.Quote, language: str) -> Quote:
        return cls(
            text=quote.text,
            author=Author.from_domain(quote.author),
            url=quote.url,
            posted_at=utc_or_none(quote.posted_at),
            media=[Media.from_domain(media) for media in quote.media],
            unavailable=sentence(quote.unavailable, language) if quote.unavailable else None,
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme on a point. `lost` is evidence of an earlier version that the text no longer contains.

    `theme` is null where only the family is sure; a weak tag counts nowhere. `memo` is why a person set it.
    """

    family: str
    theme: str | None
    confidence: float | None
    strength: Strength
    by: TaggedBy
    evidence: tuple[Evidence, ...]
    lost: tuple[str, ...]
    memo: str | None

    @classmethod
    def from_domain(cls, tag: tag_shapes.Tag) -> Tag:
        return cls(tag.family, tag.theme, tag.confidence, tag.strength, tag.by, tag.evidence, tag.lost, tag.memo)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a thread. `text` is without the author's marker; `rejected` are tags that a person rejected."""

    position: int
    role: Role
    number: int | None
    of: int | None
    text: str
    html: str
    post_id: str | None
    url: str | None
    posted_at: datetime | None
    media: list[Media]
    quote: Quote | None
    tags: list[Tag]
    rejected: list[Tag]

    @classmethod
    def from_domain(cls, point: thread_shapes.Point, language: str) -> Point:
        return cls(
            position=point.position,
            role=point.role,
            number=point.number,
            of=point.of,
            text=point.text,
            html=to_html(point.text, point.spans),
            post_id=point.post_id,
            url=point.url,
            posted_at=utc_or_none(point.posted_at),
            media=[Media.from_domain(media) for media in point.media],
            quote=Quote.from_domain(point.quote, language) if point.quote else None,
            tags=[Tag.from_domain(tag) for tag in (*point.tags, *point.weak)],
            rejected=[Tag.from_domain(tag) for tag in point.rejected],
        )
