"""What WeasyPrint 70.0 does badly, mended in place; called once, by the door to it. Another version is left as it is.

Two faults: a text that fits its line but for the space at its end was broken after its first word; what stands in the margins
of a page was tagged as if it were part of the document. And work that it does again and again: what Pango is told about a style
for every piece of text, the layout of every line a second time when it is drawn, the names of C types, outlines nobody has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf  # type: ignore[import-untyped]
import weasyprint  # type: ignore[import-untyped]
from weasyprint import draw
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.layout import inline  # type: ignore[import-untyped]
from weasyprint.pdf import fonts, tags  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]

VERSION = "70.0"
FOOT = {"Type": "/Pagination", "Subtype": "/Footer", "Attached": "[/Bottom]"}
SIZED = "hb_codepoint_t["
ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
split_first_line, key_of, reactivate, setup = (
    inline.split_first_line,
    line_break._font_style_cache_key,
    line_break.Layout.reactivate,
    line_break.Layout.setup,
)
draw_stacking_context, build_box_tree = draw.draw_stacking_context, tags._build_box_tree
Line = tuple[Any, int, int | None, float, float, float]
"""Layout, length, where the next line begins (bytes; None: there is none), width, height, baseline."""


def mend() -> None:
    """Puts ours in the place of theirs."""
    if weasyprint.__version__ != VERSION:
        return
    inline.split_first_line = split_with_space
    fonts.ffi = FewTypes()
    line_break._font_style_cache_key = remembered_key
    line_break.Layout.setup = quick_setup
    line_break.Layout.deactivate = kept
    line_break.Layout.reactivate = only_justified
    draw.draw_outline = nothing
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


class FewTypes:
    """Their door to C, which parses the name of an array's type anew for each length: 3 ms, eight times a handout.

    An array of open length, filled from a sequence, is the same array.
    """

    def new(self, type_: str, *initial: Any) -> Any:
        return ffi.new(f"{SIZED}]" if type_.startswith(SIZED) and initial else type_, *initial)

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)


def remembered_key(style: Any, include_size: bool = False) -> str:
    """The key of a style's fonts, made once a style."""
    name = "key_with_size" if include_size else "key"
    known: str | None = style.__dict__.get(name)
    if known is None:
        known = style.__dict__[name] = key_of(style, include_size)
    return known


@dataclass(frozen=True, slots=True)
class Kit:
    """What Pango is told about a style, made once a style."""

    context: Any
    description: Any
    language: Any
    keeps: Any
    """The bytes that `language` was made from live as long as it."""
    metrics: dict[str, Any]
    features: bytes


MEASURED = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")


def kit(style: Any) -> Kit:
    """The kit of a style: contexts are shared by all texts of that style."""
    known: Kit | None = style.__dict__.get("kit")
    if known is not None:
        return known
    probe = object.__new__(line_break.Layout)
    setup(probe, style)
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    if style["lang"] or style["font_language_override"] != "normal":
        pango.pango_context_set_language(context, probe.language)
    features = line_break.font_features(
        *(style[f"font_{name}"] for name in ("kerning", "variant_ligatures", "variant_position", "variant_caps")),
        *(
            style[f"font_{name}"]
            for name in ("variant_numeric", "variant_alternates", "variant_east_asian", "feature_settings")
        ),
    )
    made = Kit(
        context,
        line_break.get_font_description(style),
        probe.language,
        probe,
        {name: getattr(probe, name, None) for name in MEASURED},
        ",".join(f"{key} {value}" for key, value in features.items()).encode(),
    )
    style.__dict__["kit"] = made
    return made


def quick_setup(layout: Any, style: Any) -> None:
    """A layout for a text of a style."""
    made = kit(style)
    layout.style, layout.language, layout.first_line_direction = style, made.language, 0
    for name, value in made.metrics.items():
        setattr(layout, name, value)
    layout.layout = ffi.gc(pango.pango_layout_new(made.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, made.description)
    if made.features:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, style.font_config.font_features[made.features])
        pango.pango_layout_set_attributes(layout.layout, attributes)


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


def kept(layout: Any) -> None:
    """A line that was measured is kept until it is drawn; theirs forgets it and lays it out again."""


def only_justified(layout: Any, style: Any) -> None:
    """Drawing lays a line out again only when it is justified: it is wider then than it was measured."""
    if layout.justification_spacing:
        reactivate(layout, style)


def nothing(*_: Any) -> None:
    """Outlines are drawn by walking through every box again; ours have none."""
