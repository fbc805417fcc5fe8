"""Threads as `GET /api/v1/threads` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes.codebook import CodebookRef
from domain.shapes.reading import Site
from domain.shapes.thread import ThreadSummary
from presentation.api.completeness import Completeness
from presentation.api.point import Author
from presentation.api.thread import handout_paths
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Item:
    """A thread without its points."""

    id: str
    title: str
    site: Site
    url: str | None
    author: Author
    posted_at: datetime | None
    archived_at: datetime
    version: int
    codebook: CodebookRef
    completeness: Completeness
    points: int
    handouts: dict[str, str]

    @classmethod
    def from_domain(cls, thread: ThreadSummary, language: str) -> Item:
        return cls(
            id=thread.id,
            title=thread.title,
            site=thread.site,
            url=thread.url,
            author=Author.from_domain(thread.author),
            posted_at=utc_or_none(thread.posted_at),
            archived_at=utc(thread.archived_at),
            version=thread.version,
            codebook=thread.codebook,
            completeness=Completeness.from_domain(thread.completeness, language),
            points=len(thread.points),
            handouts=handout_paths(thread.id),
        )


@dataclass(frozen=True, slots=True)
class Items:
    """A page of the list; `next` is the cursor of the following one."""

    items: list[Item]
    next: str | None
