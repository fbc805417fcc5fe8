"""What WeasyPrint 70.0 does again and again, done once; called once, by the door to it. With another one it does nothing.

A text is shaped once, whatever its lines (shaped, lines, glyphs); what follows from a style is worked out once a style (known,
kit); what our pages do not have is not looked for (absent). The same pages come out of it.
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

from workers.handouts.pdf.weasyprint_speedups import absent_features, glyphs, lines, memoisation, pango_objects

VERSION = "70.0"
PANGO = 15000
"""1.50: it knows how wide letters are at any size, and tells how much higher a run of letters stands than its line."""
PACKED = 6  # of 9: the last three steps take two thirds more time for a hundredth of the size


def hasten() -> None:
    """Puts ours in the place of theirs."""
    if weasyprint.__version__ != VERSION or line_break.pango.pango_version() < PANGO:
        return
    inline.split_text_box, text.draw_first_line = lines.split, glyphs.draw
    line_break.Layout.setup = pango_objects.quick_setup
    line_break.Layout.deactivate, line_break.Layout.reactivate = pango_objects.kept, pango_objects.only_justified
    line_break._font_style_cache_key, inline.strut = pango_objects.remembered_key, pango_objects.known_strut
    css.StyleFor.set_computed_styles = memoisation.known_style
    for module in (absolute, block, column, float, inline, page, table):
        module.resolve_percentages = memoisation.known_lengths
    inline.can_break_text = memoisation.known_break
    text.RasterImage = glyphs.letter_picture
    fonts.Font.clean = memoisation.known_cut
    fonts.ttFont, fonts.ffi = memoisation.FEW_TABLES, memoisation.FewTypes()
    draw.draw_outline = absent_features.outline
    boxes.Box.is_in_normal_flow, document.get_html_metadata = memoisation.in_normal_flow, memoisation.from_the_head
    boxes.ParentBox.page_values = absent_features.page_names
    inline.avoid_collisions = absent_features.without_floats
    background.layout_box_backgrounds = absent_features.unpainted
    pydyf.Stream.show_text, pydyf._to_bytes = glyphs.without_noughts, glyphs.to_bytes
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(min(level, PACKED)))
