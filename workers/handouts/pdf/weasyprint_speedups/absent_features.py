"""What most of our boxes do not have, not looked for: backgrounds, round corners, outlines, names of pages, floats."""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import Box, LineBox  # type: ignore[import-untyped]
from weasyprint.layout import background, inline  # type: ignore[import-untyped]
from weasyprint.layout.absolute import AbsolutePlaceholder  # type: ignore[import-untyped]

avoid_collisions, layout_box_backgrounds = inline.avoid_collisions, background.layout_box_backgrounds
page_names = Box.page_values
"""Of the first and last page of a box: ours have none, and need not be asked of all that is in it."""
CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE = ((0, "px"), (0, "px"))
UNPAINTED = {"background": None, **dict.fromkeys(CORNERS, (0, 0))}


def outline(*_: Any) -> None:
    """Outlines are drawn by walking through every box again; ours have none."""


def without_floats(context: Any, box: Any, containing_block: Any, outer: bool = True) -> tuple[float, float, float]:
    """Where a line begins and how long it may be; where nothing floats that is the block it stands in."""
    if outer or context.excluded_shapes or containing_block.style["direction"] != "ltr" or not isinstance(box, LineBox):
        return avoid_collisions(context, box, containing_block, outer)  # type: ignore[no-any-return]
    return containing_block.content_box_x(), box.position_y, containing_block.width - box.margin_left - box.margin_right


def unpainted(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
    """The backgrounds of a box and of those in it; most have none, and corners that are not round."""
    if style is not None or box is page or not layout_children or not is_unpainted(box.style):
        layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    (box._box if isinstance(box, AbsolutePlaceholder) else box).__dict__.update(UNPAINTED)
    for child in box.all_children():
        unpainted(page, child, get_image)


def is_unpainted(style: Any) -> bool:
    known: bool | None = style.__dict__.get("unpainted")
    if known is None:
        style.unpainted = known = (
            all(style[corner] == SQUARE for corner in CORNERS)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden"
            and not style["box_shadow"]
            and all(kind == "none" for kind, _ in style["background_image"])
            and get_color(style, "background_color").alpha == 0
        )
    return known
