"""Skips what most of our boxes do not have: backgrounds, round corners, outlines, page names, floats."""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import Box, LineBox  # type: ignore[import-untyped]
from weasyprint.layout import background, inline  # type: ignore[import-untyped]
from weasyprint.layout.absolute import AbsolutePlaceholder  # type: ignore[import-untyped]

original_avoid_collisions, original_layout_box_backgrounds = inline.avoid_collisions, background.layout_box_backgrounds
page_names = Box.page_values
"""WeasyPrint's subclass looks through all children for the names of a box's first and last page; ours have none."""
CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE = ((0, "px"), (0, "px"))
NO_BACKGROUND = {"background": None, **dict.fromkeys(CORNERS, (0, 0))}


def draw_no_outline(*_: Any) -> None:
    """Replaces the drawing of outlines, which visits every box again; ours have none."""


def avoid_no_floats(context: Any, box: Any, containing_block: Any, outer: bool = True) -> tuple[float, float, float]:
    """The start and the width of a line; without floats they are those of its block."""
    if outer or context.excluded_shapes or containing_block.style["direction"] != "ltr" or not isinstance(box, LineBox):
        return original_avoid_collisions(context, box, containing_block, outer)  # type: ignore[no-any-return]
    return containing_block.content_box_x(), box.position_y, containing_block.width - box.margin_left - box.margin_right


def skip_backgrounds(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
    """Lays out the backgrounds of a box and its children; most have no background and no round corners."""
    if style is not None or box is page or not layout_children or not has_no_background(box.style):
        original_layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    (box._box if isinstance(box, AbsolutePlaceholder) else box).__dict__.update(NO_BACKGROUND)
    for child in box.all_children():
        skip_backgrounds(page, child, get_image)


def has_no_background(style: Any) -> bool:
    """Whether boxes of a style are drawn without background; computed once a style."""
    cached: bool | None = style.__dict__.get("no_background")
    if cached is None:
        style.no_background = cached = (
            all(style[corner] == SQUARE for corner in CORNERS)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden"
            and not style["box_shadow"]
            and all(kind == "none" for kind, _ in style["background_image"])
            and get_color(style, "background_color").alpha == 0
        )
    return cached
