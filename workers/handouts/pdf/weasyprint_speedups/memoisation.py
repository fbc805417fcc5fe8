"""Caches what is the same for many elements, boxes and glyphs."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from fontTools.ttLib import ttFont  # type: ignore[import-untyped]
from weasyprint import css, html  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import Box  # type: ignore[import-untyped]
from weasyprint.layout import percent  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]

CODE_POINT_ARRAY = "hb_codepoint_t["
original_set_computed_styles, original_get_html_metadata = css.StyleFor.set_computed_styles, html.get_html_metadata
original_is_in_normal_flow, original_clean = Box.is_in_normal_flow, fonts.Font.clean
original_resolve_percentages, original_can_break_text = percent.resolve_percentages, line_break.can_break_text

subsets: dict[tuple[str, tuple[int, ...], bool], bytes] = {}
MAX_SUBSETS = 200
"""Font files by font, glyphs and hinting."""
styles: dict[object, Any] = {}
"""Styles by the parent's style, the pseudo-element and the rules. `prepare` fills it before the fork."""


def set_cached_style(
    style_for: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """Sets the style of an element: an earlier document's where the rules and the parent's style are the same.

    What is cached on a style is shared too: values, fonts, lengths. A style with an anchor belongs to one element.
    """
    computed, rules = style_for._computed_styles, style_for._cascaded_styles.get((element, pseudo_type), {})
    key = (id(computed.get((parent, None))), pseudo_type, hashable(tuple(rules.items())))
    if "anchor" not in rules and key in styles:
        computed[element, pseudo_type] = styles[key]
        return
    original_set_computed_styles(style_for, element, parent, root, pseudo_type, base_url, target_collector)
    if "anchor" not in rules:
        styles[key] = computed[element, pseudo_type]


def hashable(value: Any) -> Any:
    """A value of a rule in a form that can be a key."""
    try:
        hash(value)
    except TypeError:
        return frozenset(value) if isinstance(value, set) else tuple([hashable(item) for item in value])
    return value


LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    *(f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def set_cached_lengths(box: Any, containing_block: Any) -> None:
    """Sets the lengths of a box; where a style has no percentages they are the same for all its boxes."""
    cached = box.style.__dict__.get("lengths")
    if cached:
        box.__dict__.update(cached)
        return
    original_resolve_percentages(box, containing_block)
    if cached is None:
        fixed = box.style["border_collapse"] != "collapse" and all(is_fixed(box.style[name]) for name in LENGTHS)
        box.style.lengths = {name: getattr(box, name) for name in (*LENGTHS, *BORDERS)} if fixed else {}


def is_fixed(length: Any) -> bool:
    return length == "auto" or getattr(length, "unit", None) == "px"


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box is in normal flow; computed once a style."""
    cached: bool | None = box.style.__dict__.get("in_normal_flow")
    if cached is None:
        cached = box.style.in_normal_flow = original_is_in_normal_flow(box)
    return cached


def metadata_of_head(html: Any) -> dict[str, Any]:
    """A document's metadata, read from its head only: our templates have all of it there, and the body is long."""
    head = next(child for child in html.wrapper_element.iter_children() if child.local_name == "head")
    metadata: dict[str, Any] = original_get_html_metadata(
        SimpleNamespace(wrapper_element=head, etree_element=html.etree_element)
    )
    return metadata


@lru_cache(5000)
def cached_can_break_text(text: str, language: str | None) -> bool:
    """Whether a line may end inside a text, which most often has two letters."""
    return original_can_break_text(text, language)  # type: ignore[no-any-return]


CACHED_TABLES = SimpleNamespace(getTableModule=cache(ttFont.getTableModule), getTableClass=ttFont.getTableClass)
"""Replaces WeasyPrint's `ttFont`, which searches the module of a table again for each glyph."""


def clean_font(font: Any, to_unicode: Any, hinting: bool) -> None:
    """Reduces a font to some glyphs. fontTools writes fonts of pictures, which takes long; the same subsets recur."""
    if not (font.png or font.svg or font.colr):
        original_clean(font, to_unicode, hinting)
        return
    key = (font.hash, tuple(sorted(to_unicode)), hinting)
    if key not in subsets:
        original_clean(font, to_unicode, hinting)
        if len(subsets) < MAX_SUBSETS:
            subsets[key] = font.file_content
        return
    font.file_content = subsets[key]


class OpenArrayFfi:
    """Replaces WeasyPrint's `ffi`, which parses an array's type again for each length: 3 ms, eight times a handout.

    An array type of open length, filled from a sequence, gives the same array.
    """

    def new(self, type_: str, *initial: Any) -> Any:
        return line_break.ffi.new(f"{CODE_POINT_ARRAY}]" if type_.startswith(CODE_POINT_ARRAY) and initial else type_, *initial)

    def __getattr__(self, name: str) -> Any:
        return getattr(line_break.ffi, name)
