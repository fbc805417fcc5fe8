"""What WeasyPrint 70.0 does wrong, mended in place; called once, by the door to it. Another version is left as it is.

A text that fits its line but for the space at its end was broken after its first word; what stands in the margins of a page was
tagged as if it were part of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]
import weasyprint  # type: ignore[import-untyped]
from weasyprint import draw
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.layout import inline  # type: ignore[import-untyped]
from weasyprint.pdf import tags  # type: ignore[import-untyped]

VERSION = "70.0"
FOOT = {"Type": "/Pagination", "Subtype": "/Footer", "Attached": "[/Bottom]"}
split_first_line = inline.split_first_line
draw_stacking_context, build_box_tree = draw.draw_stacking_context, tags._build_box_tree
Line = tuple[Any, int, int | None, float, float, float]
"""Layout, length, where the next line begins (bytes; None: there is none), width, height, baseline."""


def mend() -> None:
    """Puts ours in the place of theirs."""
    if weasyprint.__version__ != VERSION:
        return
    inline.split_first_line = split_with_space
    draw.draw_stacking_context = margins_aside
    tags._build_box_tree = without_margins


def split_with_space(text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **named: Any) -> Line:
    """Their line, unless the whole text is the line when the space at its end does not count."""
    line: Line = split_first_line(text, style, context, max_width, *rest, **named)
    if line[2] is None or max_width is None or not text.endswith(" "):
        return line
    bare = text.rstrip(" ")
    whole: Line = split_first_line(bare, style, context, max_width, *rest, **named)
    if bare and whole[2] is None and whole[3] <= max_width:
        room = max_width + style["font_size"] * (len(text) - len(bare))
        line = split_first_line(text, style, context, room, *rest, **named)
    return line


def margins_aside(stream: Any, context: Any) -> None:
    """Draws; what stands in a margin of the page is an artifact as a whole."""
    if not isinstance(context.box, boxes.MarginBox):
        draw_stacking_context(stream, context)
        return
    collected, stream._tags = stream._tags, None
    if collected is not None:
        pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary(FOOT))
    draw_stacking_context(stream, context)
    if collected is not None:
        pydyf.Stream.end_marked_content(stream)
    stream._tags = collected


def without_margins(box: Any, *rest: Any) -> Iterator[Any]:
    """The structure of a box; margins have none."""
    return iter(()) if isinstance(box, boxes.MarginBox) else build_box_tree(box, *rest)
