"""Speeds WeasyPrint 70.0 up by replacing functions inside it; installed once, by the renderer. The pages stay the same.

A text is shaped once for all its lines (`shaped_text`, `lines`, `glyphs`); what depends only on a style is computed once
a style (`memoisation`, `pango_objects`); features that our pages do not use are skipped (`absent_features`).
"""

from __future__ import annotations

import zlib
from types import SimpleNamespace

import pydyf  # type: ignore[import-untyped]
import weasyprint  # type: ignore[import-untyped]
from weasyprint import css, document, draw
from weasyprint.draw import text  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.layout import absolute, background, block, column, float, inline, page, table  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]

from workers.handouts.pdf.weasyprint_speedups import absent_features, glyphs, lines, memoisation, pango_objects, pdf_objects

VERSION = "70.0"
PANGO = 15000
"""1.50: its glyph widths do not depend on the size, and it has the vertical offsets of runs."""
COMPRESSION = 6  # of 9: the last three levels take two thirds more time for 1 % of the size


def obstacle() -> str | None:
    """Why the speed-ups cannot be installed; None where they can."""
    if weasyprint.__version__ != VERSION:
        return f"WeasyPrint {weasyprint.__version__} is installed; they replace functions of WeasyPrint {VERSION}"
    if line_break.pango.pango_version() < PANGO:
        return f"Pango {line_break.pango.pango_version()} is installed; they need {PANGO}"
    return None


def install_speedups() -> None:
    """Replaces functions of WeasyPrint, unless there is an obstacle."""
    if obstacle():
        return
    inline.split_text_box, text.draw_first_line = lines.split_text_box, glyphs.draw_line
    line_break.Layout.setup = pango_objects.set_up_layout
    line_break.Layout.deactivate, line_break.Layout.reactivate = pango_objects.keep_layout, pango_objects.reactivate_justified
    line_break._font_style_cache_key, inline.strut = pango_objects.font_key, pango_objects.cached_strut
    css.StyleFor.set_computed_styles = memoisation.set_cached_style
    for module in (absolute, block, column, float, inline, page, table):
        module.resolve_percentages = memoisation.set_cached_lengths
    inline.can_break_text = memoisation.cached_can_break_text
    text.RasterImage = glyphs.cached_glyph_image
    fonts.Font.clean = memoisation.clean_font
    fonts.ttFont, fonts.ffi = memoisation.CACHED_TABLES, memoisation.OpenArrayFfi()
    draw.draw_outline = absent_features.draw_no_outline
    boxes.Box.is_in_normal_flow, document.get_html_metadata = memoisation.is_in_normal_flow, memoisation.metadata_of_head
    boxes.ParentBox.page_values = absent_features.page_names
    inline.avoid_collisions = absent_features.avoid_no_floats
    background.layout_box_backgrounds = absent_features.skip_backgrounds
    pydyf.Stream.show_text, pydyf._to_bytes = glyphs.show_text_without_zeros, glyphs.to_bytes
    pydyf.PDF.page_references, pydyf.Object.reference = (
        property(pdf_objects.page_references),
        property(pdf_objects.object_reference),
    )
    pydyf.Dictionary.data = property(pdf_objects.dictionary_data)
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(min(level, COMPRESSION)))
