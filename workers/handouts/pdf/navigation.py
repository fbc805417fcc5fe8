"""Adds a bookmark and an anchor for each point to a laid-out document.

Points have no ids in print: with ids WeasyPrint computes the style of every element anew, which takes more than twice as long.
Their boxes are looked up after the layout instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.pdf.tag_positions import place_tags

LEVEL: Final = 2
LONGEST_TITLE: Final = 60


def add_navigation(document: Any, points: Sequence[HandoutPoint], *, tags_beside: bool) -> None:  # a document of WeasyPrint
    """Gives the pages an anchor and a bookmark where each point begins, in the order of the page; places tags in the margin."""
    remaining = iter(points)
    numbered: set[int] = set()
    for page in document.pages:
        for box in point_boxes(page._page_box):
            if id(box.element) in numbered:
                continue  # it is continued from the page before
            numbered.add(id(box.element))
            point = next(remaining)
            if tags_beside:
                place_tags(box, point)
            place = (box.position_x, box.position_y)
            page.anchors[point.anchor] = (*place, *place)
            page.bookmarks.append((LEVEL, bookmark_title(point), place, "open"))
        page.bookmarks.sort(key=lambda bookmark: bookmark[2][1])


def point_boxes(box: Any) -> Iterator[Any]:
    """The boxes of points below a box, from top to bottom."""
    for child in getattr(box, "children", ()):
        if child.element_tag == "article":
            yield child
        elif child.element_tag in {"html", "body", "main", "section"}:
            yield from point_boxes(child)


def bookmark_title(point: HandoutPoint) -> str:
    """The number of a point, or its role, with its first words."""
    words = " ".join(point.point.text.split())
    if len(words) > LONGEST_TITLE:
        words = words[:LONGEST_TITLE].rpartition(" ")[0] + "…"
    return " ".join(filter(None, (point.label or f"{point.role}:", words)))
