"""Reads what is below the thread on a copied page: the site's boilerplate, and the beginnings of the author's other threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.shapes.reading import Related
from workers.sources.thread_reader.boilerplate import (
    AFTER_RELATED,
    BEFORE_END,
    CHROME,
    DATE,
    END,
    END_DOTS,
    FOLLOW,
    HANDLE,
    MORE_FROM,
    NAME,
    READ_MORE,
)
from workers.sources.thread_reader.page_lines import PageLines


@dataclass(frozen=True, slots=True)
class Foot:
    """`related` are the other threads, `related_lines` the indices of their lines; the other lines are boilerplate."""

    related: tuple[Related, ...] = ()
    related_lines: frozenset[int] = frozenset()
    name: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class _Teaser:
    first: int
    last: int  # the line "Read 9 tweets"


def read_foot(page: PageLines, start: int) -> Foot:
    """Reads the foot, which begins with line `start`."""
    teasers = list(_teasers(page, start))
    indices = (page.first(pattern, start) for pattern in (MORE_FROM, FOLLOW))
    more = next((index for index in indices if index is not None), None)
    name = page.first(NAME, start)
    name_match = NAME.fullmatch(page.line_text(name)) if name is not None else None
    handle_match = HANDLE.search(page.line_text(more)) if more is not None else None
    return Foot(
        related=tuple(_related(page, teaser) for teaser in teasers),
        related_lines=frozenset(index for teaser in teasers for index in range(teaser.first, teaser.last + 1)),
        name=name_match["name"] if name_match else None,
        handle=handle_match["handle"] if handle_match else None,
    )


def _teasers(page: PageLines, start: int) -> Iterator[_Teaser]:
    """Each teaser ends with "Read 9 tweets", and begins after the teaser before it, below "More from", or with its date."""
    more_from = page.first(MORE_FROM, start)
    first = more_from + 1 if more_from is not None else _begins_at_once(page, start)
    for last in page.search(READ_MORE, start):
        if first is None or page.first(AFTER_RELATED, first, last) is not None:
            dates = list(page.search(DATE, first or start, last))
            first = dates[-1] if dates else None
        if first is not None and first < last:
            yield _Teaser(first, last)
        first = last + 1


def _begins_at_once(page: PageLines, start: int) -> int | None:
    """The foot's first line where no line of the page's own stands there: a teaser without its heading."""
    own = start < len(page.lines) and any(
        pattern.fullmatch(page.line_text(start)) for pattern in (END, END_DOTS, AFTER_RELATED, BEFORE_END, CHROME)
    )
    return None if own or start >= len(page.lines) else start


def _related(page: PageLines, teaser: _Teaser) -> Related:
    """The first line, or the one after a date, is the title; the other lines are the excerpt. The date stays as printed."""
    has_date = DATE.fullmatch(page.line_text(teaser.first)) is not None
    title = teaser.first + has_date
    excerpt = page.text[page.lines[title].end : page.lines[teaser.last].start] if title < teaser.last else ""
    match = READ_MORE.fullmatch(page.line_text(teaser.last))
    return Related(
        title=_line(page, title) if title < teaser.last else "",
        excerpt=excerpt.strip(),
        posts=int(match["posts"]) if match else None,
        date=page.line_text(teaser.first) if has_date else None,
    )


def _line(page: PageLines, index: int) -> str:
    return page.text[page.lines[index].start : page.lines[index].end].strip()
