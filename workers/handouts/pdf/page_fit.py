"""Lays the last pages of a document out again with closer or wider blocks when its last page would be nearly empty.

Only the space between blocks changes, and only on as many pages as that needs. Those pages are laid out from the boxes that
WeasyPrint has built: parsing, styles and the pages before them stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from weasyprint import layout  # type: ignore[import-untyped]
from weasyprint.css.properties import Dimension  # type: ignore[import-untyped]
from weasyprint.layout.absolute import AbsolutePlaceholder  # type: ignore[import-untyped]

FULL_ENOUGH: Final = 0.25
"""Share of the last page's height that its content is to take."""
RESERVE: Final = 0.03
"""Of a page, beyond what is needed: blocks that stay whole leave some space at the end of each page."""
GENTLE: Final = (0.72, 1.4)
"""Factors of the space between blocks that nobody sees: more pages take part rather than stronger factors."""
STRONGEST: Final = (0.55, 2.8)
SCALES: Final = (1, 2, 4, 7)
"""Of what is needed: how much of it the ends of the pages take is known after a try only."""
CONTENT: Final = frozenset({"LineBox", "InlineReplacedBox", "BlockReplacedBox"})
LINES: Final = frozenset({"LineBox", "InlineBox", "InlineBlockBox"})
SPACES: Final = ("margin_top", "margin_bottom")
CELL_SPACES: Final = ("padding_top", "padding_bottom")
original_make_all_pages: Callable[..., Iterator[Any]] = layout.make_all_pages


@dataclass(frozen=True, slots=True)
class Attempt:
    """The page from which blocks stand closer or wider, and the factor of the space between them."""

    first: int
    factor: float

    @property
    def strength(self) -> float:
        return max(self.factor, 1 / self.factor)


def install_page_fit() -> None:
    """Replaces WeasyPrint's function."""
    layout.make_all_pages = make_fitted_pages


def make_fitted_pages(context: Any, root: Any, html: Any, pages: Sequence[Any]) -> Iterator[Any]:
    """The pages of a document, without margin boxes. `html.fits` says whether the last one may not be nearly empty."""
    laid_out = list(original_make_all_pages(context, root, html, pages))
    is_complete = not any(state["content_changed"] for *_, state in context.page_maker)
    if is_complete and getattr(html, "fits", False):
        html.fits = False
        laid_out = fit_pages(context, root, html, laid_out)
    return iter(laid_out)


def fit_pages(context: Any, root: Any, html: Any, pages: list[Any]) -> list[Any]:
    """The pages, or others of which the last is not nearly empty."""
    if len(pages) == 1 or last_page_share(pages[-1]) >= FULL_ENOUGH:
        return pages
    maker = context.page_maker
    first = len(pages)
    for attempt in attempts(pages):
        first = min(first, attempt.first)
        styles = scale_spaces(root, maker[attempt.first][0], attempt.factor)
        other = remake_pages(context, root, html, pages, maker, attempt.first)
        if len(other) <= len(pages) and (len(other) == 1 or last_page_share(other[-1]) >= FULL_ENOUGH):
            return other
        for box, style in styles:
            box.style = style
    return remake_pages(context, root, html, pages, maker, first)


def remake_pages(context: Any, root: Any, html: Any, pages: Sequence[Any], maker: Sequence[Any], first: int) -> list[Any]:
    """The pages with those from `first` on laid out again."""
    *start, state = maker[first]
    context.page_maker = [*maker[:first], (*start, {**state, "content_changed": True})]
    return list(original_make_all_pages(context, root, html, pages))


def attempts(pages: Sequence[Any]) -> Iterator[Attempt]:
    """What may help, the least visible first: closer blocks, so that the last page is not needed, or wider ones to fill it."""
    share, height = last_page_share(pages[-1]), pages[-1].height
    spaces = [sum(map(outer_spaces, blocks_of(page))) for page in pages]
    needs = (-(share + RESERVE) * height, (FULL_ENOUGH - share + RESERVE) * height)
    planned: set[Attempt] = set()
    for need, gentle, strongest in zip(needs, GENTLE, STRONGEST, strict=True):
        for scale in SCALES:
            planned.add(plan(spaces, need * scale, gentle, strongest))
    is_nearly_one_page = len(pages) == 2
    ordered = sorted(planned, key=lambda attempt: (is_nearly_one_page and attempt.factor > 1, attempt.strength))
    return iter(ordered)


def plan(spaces: Sequence[float], need: float, gentle: float, strongest: float) -> Attempt:
    """How to win so much height from the spaces of the last pages."""
    total = 0.0
    for first in reversed(range(len(spaces))):
        total += spaces[first]
        factor = 1 + need / max(total, 1)
        if gentle <= factor <= 1 or 1 <= factor <= gentle:
            return Attempt(first, factor)
    return Attempt(0, max(factor, strongest) if need < 0 else min(factor, strongest))


def scale_spaces(root: Any, resume_at: Any, factor: float) -> list[tuple[Any, Any]]:
    """Scales the space between the blocks from a place on; returns the blocks with the styles that they had."""
    changed: list[tuple[Any, Any]] = []
    scaled: dict[int, Any] = {}
    for box in blocks_from(root, resume_at):
        style = box.style
        if id(style) not in scaled:
            scaled[id(style)] = scaled_style(style, spaces_of(box), factor)
        changed.append((box, style))
        box.style = scaled[id(style)]
    return changed


def scaled_style(style: Any, names: Sequence[str], factor: float) -> Any:
    copy = style.copy()
    for name in names:
        if is_length(style[name]):
            copy[name] = Dimension(style[name].value * factor, "px")
    return copy


def blocks_from(box: Any, resume_at: Any) -> Iterator[Any]:
    """The blocks in normal flow below a box, from a place on at which WeasyPrint resumes the layout."""
    start, further = next(iter(resume_at.items())) if resume_at else (0, None)
    for place, child in enumerate(getattr(box, "children", ())[start:], start):
        if is_block(child):
            yield child
            yield from blocks_from(child, further if place == start else None)


def blocks_of(box: Any) -> Iterator[Any]:
    """The blocks in normal flow on a page that is laid out."""
    for child in box.children:
        if is_block(child):
            yield child
            yield from blocks_of(child)


def is_block(box: Any) -> bool:
    """Whether a box is a block in normal flow with children of its own, and no line."""
    if isinstance(box, AbsolutePlaceholder) or type(box).__name__ in LINES:
        return False
    return hasattr(box, "children") and box.is_in_normal_flow()


def spaces_of(box: Any) -> Sequence[str]:
    """The names of the lengths that hold a block apart from others."""
    return CELL_SPACES if box.element_tag in {"td", "th"} else SPACES


def outer_spaces(box: Any) -> float:
    """The space around a block by its style; cells are filled up with more of it."""
    return float(sum(box.style[name].value for name in spaces_of(box) if is_length(box.style[name])))


def is_length(value: Any) -> bool:
    return getattr(value, "unit", None) == "px"


def last_page_share(page: Any) -> float:
    """How much of a page's height its content takes, 0…1."""
    lowest = max((lowest_edge(box) for box in page.children if type(box).__name__ == "BlockBox"), default=0.0)
    return float((lowest - page.margin_top) / page.height)


def lowest_edge(box: Any) -> float:
    """The lower edge of the lowest line, picture or room to write in a box."""
    lowest, boxes = 0.0, [box]
    while boxes:
        inner = boxes.pop()
        if type(inner).__name__ in CONTENT or (is_block(inner) and not inner.children):
            lowest = max(lowest, inner.position_y + inner.height)
        elif is_block(inner):
            boxes.extend(inner.children)
    return lowest
