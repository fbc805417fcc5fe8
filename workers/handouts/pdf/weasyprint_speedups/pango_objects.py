"""Creates Pango's objects for a style once a style; WeasyPrint 70.0 creates them for every piece of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.text import line_break  # type: ignore[import-untyped]

ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
original_key, original_strut = line_break._font_style_cache_key, line_break.strut
original_reactivate, original_setup = line_break.Layout.reactivate, line_break.Layout.setup
METRICS = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")


@dataclass(frozen=True, slots=True)
class PangoStyle:
    """Pango's objects for a style, and the metrics of its font."""

    context: Any
    description: Any
    language: Any
    owner: Any
    """The layout that owns the bytes of `language`."""
    metrics: dict[str, Any]
    features: bytes


def pango_style(style: Any) -> PangoStyle:
    """The PangoStyle of a style, which all its texts share."""
    cached: PangoStyle | None = style.__dict__.get("pango_style")
    if cached is not None:
        return cached
    probe = object.__new__(line_break.Layout)
    original_setup(probe, style)
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
    created = PangoStyle(
        context,
        line_break.get_font_description(style),
        probe.language,
        probe,
        {name: getattr(probe, name, None) for name in METRICS},
        ",".join(f"{key} {value}" for key, value in features.items()).encode(),
    )
    style.__dict__["pango_style"] = created
    return created


def set_up_layout(layout: Any, style: Any) -> None:
    """Sets up a layout for a text of a style."""
    objects = pango_style(style)
    layout.style, layout.language, layout.first_line_direction = style, objects.language, 0
    for name, value in objects.metrics.items():
        setattr(layout, name, value)
    layout.layout = ffi.gc(pango.pango_layout_new(objects.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, objects.description)
    if objects.features:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, style.font_config.font_features[objects.features])
        pango.pango_layout_set_attributes(layout.layout, attributes)


def keep_layout(layout: Any) -> None:
    """Replaces `deactivate`, which drops the layout of a measured line, so that drawing has to create it again."""


def reactivate_justified(layout: Any, style: Any) -> None:
    """Creates a layout again only when its line is justified, which makes it wider than it was measured."""
    if layout.justification_spacing:
        original_reactivate(layout, style)


def font_key(style: Any, include_size: bool = False) -> str:
    """The cache key of a style's fonts; computed once a style."""
    name = "key_with_size" if include_size else "key"
    cached: str | None = style.__dict__.get(name)
    if cached is None:
        cached = style.__dict__[name] = original_key(style, include_size)
    return cached


def cached_strut(style: Any) -> tuple[float, float]:
    """The height of a style's lines, and their baseline; computed once a style."""
    cached: tuple[float, float] | None = style.__dict__.get("strut")
    if cached is None:
        cached = style.strut = original_strut(style)
    return cached
