"""What the library answers: a page of threads with the places that match, counts, and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.search.hits import Snippet
from domain.search.query import Field
from domain.shapes.thread import ThreadSummary


class Sort(StrEnum):
    RELEVANCE = "relevance"
    ARCHIVED = "archived"
    PUBLISHED = "published"
    AUTHOR = "author"
    TITLE = "title"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Order:
    """A sort; `reverse` turns it round. Dates, points and relevance begin with the largest, texts with A."""

    sort: Sort
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A place that a query's words were found at; `position` is None for the title, the author and the thread's note."""

    field: Field
    snippet: Snippet
    position: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A thread of a page of the library."""

    thread: ThreadSummary
    labels: tuple[str, ...] = ()
    favourite: bool = False
    note: str | None = None
    matches: tuple[TextMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many threads there are; not `exact` when a word stands for more words than are looked up."""

    value: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that some of the threads have. `name` is a person's name beside the handle that is the value."""

    value: str
    count: int
    name: str | None = None


Facets = Mapping[str, tuple[FacetValue, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the library. `first` is the place of its first item among all, from 1; `next` the cursor of the next page."""

    items: tuple[Item, ...]
    count: Count
    first: int
    next: str | None
    facets: Facets = field(default_factory=dict)
