"""Threads for the tests of the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archive import captures
from archive.archive import Archive
from archive.library.listing import list_page
from archive.threads import threads
from domain.search.parsing import parse_query
from domain.shapes.library import Order, Page, Sort
from domain.shapes.post import Author, Media, Quote
from domain.shapes.reading import Site
from domain.shapes.tag import Tag
from domain.shapes.thread import Completeness, Point, Role, Verdict, Version
from tests.archive.readings import CODEBOOK, NOON, paste

SAM = Author("Sam Field", "sam")


def thread(
    *texts: str,
    title: str = "",
    author: Author = SAM,
    site: Site = Site.X,
    posted_at: datetime | None = NOON,
    tags: Sequence[Tag] = (),
    media: Sequence[Media] = (),
    quote: Quote | None = None,
    verdict: Verdict = Verdict.UNKNOWN,
) -> Version:
    """A thread with a point for each text; tags, media and quote are the first one's."""
    points = tuple(
        Point(at, Role.POINT, text, at, tags=tuple(tags) if at == 1 else (), media=tuple(media) if at == 1 else (),
              quote=quote if at == 1 else None)
        for at, text in enumerate(texts, 1)
    )  # fmt: skip
    return Version(title or texts[0], site, None, author, posted_at, "en", points, Completeness(verdict))


def shelve(archive: Archive, version: Version) -> str:
    """Stores a thread and returns its id. Its capture is its texts."""
    body = "\n\n".join([version.title, *(point.text for point in version.points)])
    return threads.store(archive, version, [captures.store(archive, paste(body))], CODEBOOK).thread_id


def search(archive: Archive, q: str, sort: Sort = Sort.RELEVANCE, *, facets: bool = False) -> Page:
    return list_page(archive, parse_query(q), Order(sort), limit=100, facets=facets)


def titles(archive: Archive, q: str) -> set[str]:
    page = search(archive, q)
    assert page.count.value == len(page.items)
    return {item.thread.title for item in page.items}
