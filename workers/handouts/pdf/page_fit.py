"""Looks how full the last page of a document is, and lays it out closer or wider so that no page ends nearly empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

FULL_ENOUGH: Final = 0.25
"""Share of the last page's height that its content is to take."""
SCALES: Final = {"handout/closer.css": 0.87, "handout/wider.css": 1.15}
"""How much of its height a document takes with each stylesheet, measured on threads of 10 to 60 points."""
DOUBT: Final = 0.07  # of a page, by which that may be wrong
MAX_PAGES: Final = 24
"""Longer documents are left as they are: a page in many matters little, and laying them out again takes seconds."""
CONTENT: Final = frozenset({"LineBox", "InlineReplacedBox", "BlockReplacedBox"})


def fit_pages(document: Any, lay_out: Callable[[str], Any]) -> tuple[Any, tuple[str, ...]]:  # documents of WeasyPrint
    """The document, or one laid out with a further stylesheet when its last page was nearly empty; and that stylesheet."""
    share = last_page_share(document)
    if not 1 < len(document.pages) <= MAX_PAGES or share >= FULL_ENOUGH:
        return document, ()
    for stylesheet in filter(lambda name: is_promising(len(document.pages) - 1 + share, name), SCALES):
        other = lay_out(stylesheet)
        if len(other.pages) <= len(document.pages) and (len(other.pages) == 1 or last_page_share(other) >= FULL_ENOUGH):
            return other, (stylesheet,)
    return document, ()


def is_promising(pages: float, stylesheet: str) -> bool:
    """Whether so many pages can end well with a stylesheet: laying out again takes as long as the first time."""
    expected = pages * SCALES[stylesheet]
    return expected <= 1 + DOUBT or expected % 1 >= FULL_ENOUGH - DOUBT


def last_page_share(document: Any) -> float:
    """How much of the last page's height its content takes, 0…1."""
    page = document.pages[-1]._page_box
    lowest: float = max((lowest_edge(box) for box in page.children if type(box).__name__ == "BlockBox"), default=0.0)
    return float((lowest - page.margin_top) / page.height)


def lowest_edge(box: Any) -> float:
    """The lower edge of the lowest line or picture in a box."""
    lowest, boxes = 0.0, [box]
    while boxes:
        inner = boxes.pop()
        if type(inner).__name__ in CONTENT:
            lowest = max(lowest, inner.position_y + inner.height)
        else:
            boxes.extend(getattr(inner, "children", ()))
    return lowest
