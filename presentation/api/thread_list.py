"""Threads as `GET /api/v1/threads` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.search.query import Field
from domain.shapes import library as shapes
from domain.shapes.codebook import CodebookRef
from domain.shapes.reading import Site
from presentation.api.completeness import Completeness
from presentation.api.point import Author
from presentation.api.thread import handout_paths
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Hit:
    """Half-open, in code points of the snippet."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A place with words of the query; `position` and `number` are null outside of points."""

    position: int | None
    number: int | None
    field: Field
    snippet: str
    hits: list[Hit]

    @classmethod
    def from_domain(cls, match: shapes.TextMatch) -> TextMatch:
        hits = [Hit(hit.start, hit.end) for hit in match.snippet.hits]
        return cls(match.position, match.number, match.field, match.snippet.text, hits)


@dataclass(frozen=True, slots=True)
class Item:
    """A thread without its points. `matches` has at most two, and none where `q` has no words."""

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
    labels: list[str]
    favourite: bool
    note: str | None
    matches: list[TextMatch]

    @classmethod
    def from_domain(cls, item: shapes.Item, language: str) -> Item:
        thread = item.thread
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
            labels=list(item.labels),
            favourite=item.favourite,
            note=item.note,
            matches=[TextMatch.from_domain(match) for match in item.matches],
        )


@dataclass(frozen=True, slots=True)
class Count:
    value: int
    exact: bool


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, and how many of the threads have it. `name` is the author's, where the value is a handle."""

    value: str
    count: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A page of the list; `next` is the cursor of the following one. `facets` are null unless they are asked for."""

    items: list[Item]
    next: str | None
    count: Count
    facets: dict[str, list[FacetValue]] | None

    @classmethod
    def from_domain(cls, page: shapes.Page, language: str) -> Items:
        facets = {
            name: [FacetValue(value.value, value.count, value.name) for value in values] for name, values in page.facets.items()
        }
        items = [Item.from_domain(item, language) for item in page.items]
        return cls(items, page.next, Count(page.count.value, page.count.exact), facets or None)
