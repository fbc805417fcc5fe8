"""What stands round the points of a thread's page: filters, notes, labels, the scrubber, more from the author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from domain.shapes.codebook import Codebook
from domain.shapes.curation import Curation, PointNote
from domain.shapes.thread import Gap, Thread
from presentation.messages import load_messages
from server.pages.thread.point_view import PagePoint
from server.pages.thread.thread_view import ThreadView
from server.pages.thread_rows import Row

SCRUBBED: Final = 100
"""Above so many points the strip is one row, and a slider moves along it."""
UNDECIDED: Final = "undecided"


@dataclass(frozen=True, slots=True)
class PointFilter:
    """A choice of points: those of a family (`palette`), or those with suggestions that nobody has answered."""

    name: str
    count: int
    href: str
    current: bool
    palette: int | None = None


@dataclass(frozen=True, slots=True)
class Scrubber:
    """The strip in one row, a unit a point: a path for each palette, None for points without a theme; `count` is its width."""

    paths: tuple[tuple[int | None, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Reader:
    """`items` are the points that the filter leaves; `notes` are people's notes by position; `person` reads the page."""

    items: tuple[PagePoint | Gap, ...]
    filters: tuple[PointFilter, ...]
    filtered: bool
    find: str
    curation: Curation
    notes: Mapping[int, Sequence[PointNote]]
    person: str
    lost_notes: tuple[PointNote, ...]
    author_href: str | None
    more: tuple[Row, ...]
    pending: bool
    practice: bool
    scrubber: Scrubber | None
    refresh_every: str
    refreshes: tuple[str, ...]


def point_filters(view: ThreadView, codebook: Codebook, show: str) -> tuple[PointFilter, ...]:
    """A filter for each family with points, and one for undecided points."""
    points = [item for item in view.items if isinstance(item, PagePoint)]
    filters = []
    for family in codebook.families:
        count = sum(_has_family(point, family.id) for point in points)
        filters.append(PointFilter(family.name, count, _href(view, family.id), show == family.id, family.palette))
    undecided = sum(point.undecided for point in points)
    name = str(load_messages().pages.reader.undecided(undecided))
    return (*filters, PointFilter(name, undecided, _href(view, UNDECIDED), show == UNDECIDED))


def filter_items(items: Sequence[PagePoint | Gap], show: str, find: str) -> Iterator[PagePoint | Gap]:
    """The items of a filter; gaps belong to all points only."""
    words = find.casefold().split()
    for item in items:
        if not (show or words) or (isinstance(item, PagePoint) and _is_shown(item, show, words)):
            yield item


def scrubber(view: ThreadView) -> Scrubber | None:
    """The strip in one row, for threads of many points."""
    points = [item for item in view.items if isinstance(item, PagePoint)]
    if len(points) <= SCRUBBED:
        return None
    paths: dict[int | None, list[str]] = {}
    for place, point in enumerate(points):
        palettes = [tag.family.palette for tag in point.tags if not tag.rejected]
        paths.setdefault(palettes[0] if palettes else None, []).append(f"M{place} 0h1v9h-1z")
    return Scrubber(tuple((palette, "".join(parts)) for palette, parts in paths.items()), len(points))


def author_href(thread: Thread) -> str | None:
    """The page of the thread's author; None without a handle."""
    handle = thread.version.author.handle
    return f"/authors/{thread.version.site.value}/{quote(handle, safe='@:.')}" if handle else None


def _has_family(point: PagePoint, family: str) -> bool:
    return any(view.family.id == family and not view.rejected for view in point.tags)


def _is_shown(point: PagePoint, show: str, words: Sequence[str]) -> bool:
    text = point.point.text.casefold()
    shown = not show or (point.undecided if show == UNDECIDED else _has_family(point, show))
    return shown and all(word in text for word in words)


def _href(view: ThreadView, show: str) -> str:
    query = {"show": show} | ({"codebook": view.codebook} if view.several else {})
    return f"/threads/{view.id}?{urlencode(query)}#points"
