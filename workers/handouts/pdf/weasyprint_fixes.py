"""Fixes bugs of WeasyPrint 70.0 by replacing its functions; installed once, by the renderer. Not for other versions.

A text that fits its line except for a space at its end was broken after its first word. Margin boxes of pages were tagged as
parts of the document, headers of tables without their scope, and languages of parts not at all.
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
FOOTER_ARTIFACT = {"Type": "/Pagination", "Subtype": "/Footer", "Attached": "[/Bottom]"}
split_first_line = inline.split_first_line
draw_stacking_context, build_box_tree = draw.draw_stacking_context, tags._build_box_tree
Line = tuple[Any, int, int | None, float, float, float]
"""Layout, length, where the next line begins (bytes; None: there is none), width, height, baseline."""


def install_fixes() -> None:
    """Replaces WeasyPrint's functions."""
    if weasyprint.__version__ != VERSION:
        return
    inline.split_first_line = split_line_with_space
    draw.draw_stacking_context = draw_margins_as_artifacts
    tags._build_box_tree = box_tree_without_margins


def split_line_with_space(text: str, style: Any, context: Any, max_width: float | None, *args: Any, **kwargs: Any) -> Line:
    """WeasyPrint's line, or all of the text where it fits without the space at its end."""
    line: Line = split_first_line(text, style, context, max_width, *args, **kwargs)
    if line[2] is None or max_width is None or not text.endswith(" "):
        return line
    stripped = text.rstrip(" ")
    stripped_line: Line = split_first_line(stripped, style, context, max_width, *args, **kwargs)
    if stripped and stripped_line[2] is None and stripped_line[3] <= max_width:
        wider = max_width + style["font_size"] * (len(text) - len(stripped))
        line = split_first_line(text, style, context, wider, *args, **kwargs)
    return line


def draw_margins_as_artifacts(stream: Any, context: Any) -> None:
    """Draws a box; a margin box of the page is marked as an artifact."""
    if not isinstance(context.box, boxes.MarginBox):
        draw_stacking_context(stream, context)
        return
    tags_before, stream._tags = stream._tags, None
    if tags_before is not None:
        pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary(FOOTER_ARTIFACT))
    draw_stacking_context(stream, context)
    if tags_before is not None:
        pydyf.Stream.end_marked_content(stream)
    stream._tags = tags_before


def box_tree_without_margins(box: Any, *args: Any) -> Iterator[Any]:
    """The structure tree of a box; margin boxes have none."""
    if isinstance(box, boxes.MarginBox):
        return iter(())
    element = getattr(box, "element", None)
    is_described = element is not None and (element.tag == "th" or "lang" in element.attrib)
    return describe(element, build_box_tree(box, *args)) if is_described else build_box_tree(box, *args)


def describe(element: Any, tags_of_box: Iterator[Any]) -> Iterator[Any]:
    """The tags of a box, with what its element says of itself: the scope of a table's header, and a language."""
    for tag in tags_of_box:
        if tag["S"] == "/TH":
            tag["A"]["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        if "lang" in element.attrib:
            tag["Lang"] = pydyf.String(element.get("lang"))
        yield tag
