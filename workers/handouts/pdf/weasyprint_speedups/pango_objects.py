"""What Pango is told about a style, made once a style: WeasyPrint 70.0 says it anew for every piece of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.text import line_break  # type: ignore[import-untyped]

ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
key_of, strut = line_break._font_style_cache_key, line_break.strut
reactivate, setup = line_break.Layout.reactivate, line_break.Layout.setup
MEASURED = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")


@dataclass(frozen=True, slots=True)
class Kit:
    """What Pango is told about a style, and what it answers about its fonts."""

    context: Any
    description: Any
    language: Any
    keeps: Any
    """The bytes that `language` was made from live as long as it."""
    metrics: dict[str, Any]
    features: bytes


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


def remembered_key(style: Any, include_size: bool = False) -> str:
    """The key of a style's fonts."""
    name = "key_with_size" if include_size else "key"
    known: str | None = style.__dict__.get(name)
    if known is None:
        known = style.__dict__[name] = key_of(style, include_size)
    return known


def known_strut(style: Any) -> tuple[float, float]:
    """The height of a style's lines, and their baseline."""
    known: tuple[float, float] | None = style.__dict__.get("strut")
    if known is None:
        known = style.strut = strut(style)
    return known
