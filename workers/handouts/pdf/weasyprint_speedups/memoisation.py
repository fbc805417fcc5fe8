"""What is the same for many elements, boxes and letters, worked out once."""

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

SIZED = "hb_codepoint_t["
computed, get_html_metadata, is_in_normal_flow = css.StyleFor.set_computed_styles, html.get_html_metadata, Box.is_in_normal_flow
clean, resolve_percentages, can_break_text = fonts.Font.clean, percent.resolve_percentages, line_break.can_break_text

cuts: dict[tuple[str, tuple[int, ...], bool], bytes] = {}
MOST_CUTS = 200
"""Which letters of which font, and the file that is left."""
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
    try:
        hash(value)
    except TypeError:
        return frozenset(value) if isinstance(value, set) else tuple([frozen(each) for each in value])
    return value


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


def in_normal_flow(box: Any) -> bool:
    """Whether a box stands where its text does: it is its style that says so."""
    known: bool | None = box.style.__dict__.get("in_normal_flow")
    if known is None:
        known = box.style.in_normal_flow = is_in_normal_flow(box)
    return known


def from_the_head(html: Any) -> dict[str, Any]:
    """What a document says of itself: our template says all of it in the head, and the body is long."""
    head = next(each for each in html.wrapper_element.iter_children() if each.local_name == "head")
    metadata: dict[str, Any] = get_html_metadata(SimpleNamespace(wrapper_element=head, etree_element=html.etree_element))
    return metadata


@lru_cache(5000)
def known_break(text: str, language: str | None) -> bool:
    """Whether a line may end in a text: most often asked of two letters."""
    return can_break_text(text, language)  # type: ignore[no-any-return]


FEW_TABLES = SimpleNamespace(getTableModule=cache(ttFont.getTableModule), getTableClass=ttFont.getTableClass)
"""Their door to fontTools, which looks for the module of a table anew for each glyph."""


def known_cut(font: Any, to_unicode: Any, hinting: bool) -> None:
    """Cuts a font down to some letters. One of pictures is written anew by fontTools, and the same few come again and again."""
    if not (font.png or font.svg or font.colr):
        clean(font, to_unicode, hinting)
        return
    key = (font.hash, tuple(sorted(to_unicode)), hinting)
    if key not in cuts:
        clean(font, to_unicode, hinting)
        if len(cuts) < MOST_CUTS:
            cuts[key] = font.file_content
        return
    font.file_content = cuts[key]


class FewTypes:
    """Their door to C, which parses the name of an array's type anew for each length: 3 ms, eight times a handout.

    An array of open length, filled from a sequence, is the same array.
    """

    def new(self, type_: str, *initial: Any) -> Any:
        return line_break.ffi.new(f"{SIZED}]" if type_.startswith(SIZED) and initial else type_, *initial)

    def __getattr__(self, name: str) -> Any:
        return getattr(line_break.ffi, name)
