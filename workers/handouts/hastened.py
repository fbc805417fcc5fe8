"""What WeasyPrint 70.0 does again and again, done once; called once, by the door to it. Another version is left as it is.

What Pango is told about a style for every piece of text, the layout of every line a second time when it is drawn, the style of
every document's elements, the lengths of every box of a style, the names of C types, outlines nobody has. With styles,
lengths and the pen's moves done so, ten points take a quarter less time and sixty a fifth.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pydyf  # type: ignore[import-untyped]
import weasyprint  # type: ignore[import-untyped]
from weasyprint import css, draw
from weasyprint.layout import absolute, block, column, float, inline, page, percent, table  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]

VERSION = "70.0"
SIZED = "hb_codepoint_t["
PACKED = 6  # of 9: the last three steps take twice the time for a hundredth of the size
ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
key_of, reactivate, setup = line_break._font_style_cache_key, line_break.Layout.reactivate, line_break.Layout.setup
computed, resolve_percentages, show_text = css.StyleFor.set_computed_styles, percent.resolve_percentages, pydyf.Stream.show_text


def hasten() -> None:
    """Puts ours in the place of theirs."""
    if weasyprint.__version__ != VERSION:
        return
    css.StyleFor.set_computed_styles = known_style
    for module in (absolute, block, column, float, inline, page, table):
        module.resolve_percentages = known_lengths
    line_break._font_style_cache_key = remembered_key
    line_break.Layout.setup = quick_setup
    line_break.Layout.deactivate = kept
    line_break.Layout.reactivate = only_justified
    fonts.ffi = FewTypes()
    draw.draw_outline = nothing
    pydyf.Stream.show_text = without_noughts
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(min(level, PACKED)))


styles: dict[object, Any] = {}
"""By whose child it is (a style), which part of an element, and the rules. Filled before the fork by a specimen."""


def known_style(
    of: Any,  # a StyleFor
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """The style of an element: an earlier document's, where it follows from the same rules under the same parent's.

    With a style goes what is known about it: its values, its fonts, its lengths. An anchor is one element's own.
    """
    parents, rules = of._computed_styles, of._cascaded_styles.get((element, pseudo_type), {})
    key = (id(parents.get((parent, None))), pseudo_type, frozen(tuple(rules.items())))
    if "anchor" not in rules and key in styles:
        parents[element, pseudo_type] = styles[key]
        return
    computed(of, element, parent, root, pseudo_type, base_url, target_collector)
    if "anchor" not in rules:
        styles[key] = parents[element, pseudo_type]


def frozen(value: Any) -> Any:
    """A value of a rule as one that can be a key."""
    if isinstance(value, (list, tuple)):
        return tuple([frozen(each) for each in value])
    return frozenset(value) if isinstance(value, set) else value


LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    *(f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def known_lengths(box: Any, containing_block: Any) -> None:
    """The lengths of a box: where a style has no percentages they are the same for all its boxes."""
    known = box.style.__dict__.get("lengths")
    if known:
        box.__dict__.update(known)
        return
    resolve_percentages(box, containing_block)
    if known is None:
        same = box.style["border_collapse"] != "collapse" and all(is_fixed(box.style[name]) for name in LENGTHS)
        box.style.lengths = {name: getattr(box, name) for name in (*LENGTHS, *BORDERS)} if same else {}


def is_fixed(length: Any) -> bool:
    return length == "auto" or getattr(length, "unit", None) == "px"


def without_noughts(stream: Any, text: str) -> None:
    """Shows glyphs; theirs moves the pen by nought between most of them, which is a third of all that a page says."""
    show_text(stream, text.replace(">0<", ""))


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


def kept(layout: Any) -> None:
    """A line that was measured is kept until it is drawn; theirs forgets it and lays it out again."""


def only_justified(layout: Any, style: Any) -> None:
    """Drawing lays a line out again only when it is justified: it is wider then than it was measured."""
    if layout.justification_spacing:
        reactivate(layout, style)


def nothing(*_: Any) -> None:
    """Outlines are drawn by walking through every box again; ours have none."""
