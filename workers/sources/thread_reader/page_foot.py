"""What stands below the thread on a copied page: the site's own words, and the beginnings of the author's other threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.shapes.reading import Related
from workers.sources.thread_reader.boilerplate import AFTER_RELATED, DATE, FOLLOW, HANDLE, MORE_FROM, NAME, READ_MORE
from workers.sources.thread_reader.page_lines import PageLines


@dataclass(frozen=True, slots=True)
class Foot:
    """`related` are the other threads, in the lines of `taken`; all other lines of the foot are furniture."""

    related: tuple[Related, ...] = ()
    taken: frozenset[int] = frozenset()
    name: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class _Teaser:
    first: int
    last: int  # the line "Read 9 tweets"


def read_foot(page: PageLines, start: int) -> Foot:
    """The foot that begins with line `start`."""
    teasers = list(_teasers(page, start))
    more = next((found for pattern in (MORE_FROM, FOLLOW) if (found := page.first(pattern, start)) is not None), None)
    name = page.first(NAME, start)
    told = NAME.fullmatch(page.words(name)) if name is not None else None
    named = HANDLE.search(page.words(more)) if more is not None else None
    return Foot(
        related=tuple(_related(page, teaser) for teaser in teasers),
        taken=frozenset(index for teaser in teasers for index in range(teaser.first, teaser.last + 1)),
        name=told["name"] if told else None,
        handle=named["handle"] if named else None,
    )


def _teasers(page: PageLines, start: int) -> Iterator[_Teaser]:
    """Each ends with how many posts to read, and begins after the one before or under "More from", or with its date."""
    at = page.first(MORE_FROM, start)
    first = at + 1 if at is not None else None
    for last in page.search(READ_MORE, start):
        if first is None or page.first(AFTER_RELATED, first, last) is not None:
            dates = list(page.search(DATE, first or start, last))
            first = dates[-1] if dates else None
        if first is not None and first < last:
            yield _Teaser(first, last)
        first = last + 1


def _related(page: PageLines, teaser: _Teaser) -> Related:
    """The first line is the title, all others are the excerpt; the date as it is printed."""
    dated = DATE.fullmatch(page.words(teaser.first)) is not None
    title = teaser.first + dated
    excerpt = page.text[page.lines[title].end : page.lines[teaser.last].start] if title < teaser.last else ""
    found = READ_MORE.fullmatch(page.words(teaser.last))
    return Related(
        title=_line(page, title) if title < teaser.last else "",
        excerpt=excerpt.strip(),
        posts=int(found["posts"]) if found else None,
        date=page.words(teaser.first) if dated else None,
    )


def _line(page: PageLines, index: int) -> str:
    return page.text[page.lines[index].start : page.lines[index].end].strip()
