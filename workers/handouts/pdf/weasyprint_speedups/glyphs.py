"""The glyphs of a line as a page draws them: strings of a PDF, put together from pieces that are made once a document."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import pydyf  # type: ignore[import-untyped]
from PIL import Image
from weasyprint.draw import text  # type: ignore[import-untyped]
from weasyprint.images import RasterImage  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]
from weasyprint.text.ffi import FROM_UNITS, pango  # type: ignore[import-untyped]

from workers.handouts.pdf.weasyprint_speedups.lines import Line
from workers.handouts.pdf.weasyprint_speedups.shaped_text import NO_GLYPH, Glyph, Run, Shaped

draw_first_line, show_text = text.draw_first_line, pydyf.Stream.show_text


def draw(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """Draws a line; returns the pictures that stand for letters, of which ours has none."""
    line = textbox.pango_layout
    if not isinstance(line, Line):
        return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    if not textbox.text.strip():
        return []
    parts = [(*face(stream, run.font), run, first, end) for run, first, end in line.whole.parts(line.start, line.end)]
    if (
        not line.whole.drawable
        or text_overflow == "ellipsis"
        or block_ellipsis != "none"
        or any(font.svg or font.png or font.colr or font.bitmap for font, *_ in parts)
    ):
        textbox.pango_layout = layout = line_break.create_layout(line.text, textbox.style, None, None, 0)
        layout.max_width = line.max_width
        return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    stream.set_text_matrix(*matrix.values)
    for font, size, run, first, end in parts:
        stream.set_font_size(font.hash, size)
        drawn = font.__dict__.setdefault("drawn", {}).setdefault(size, {})
        glyphs = line.whole.glyphs[first:end]
        if not drawn.keys() >= set(glyphs):
            meet(stream, font, size, line.whole, run, first, end, drawn)
        stream.show_text(f"<{''.join([drawn[glyph] for glyph in glyphs])}>")
    return []


def face(stream: Any, font: Any) -> tuple[Any, float]:
    """The document's font for a PangoFont, and its size."""
    known = stream.__dict__.setdefault("faces", {})
    if font not in known:
        known[font] = stream.add_font(font)
    return known[font]  # type: ignore[no-any-return]


def meet(stream: Any, font: Any, size: float, whole: Shaped, run: Run, first: int, end: int, drawn: dict[Glyph, str]) -> None:
    """Makes the document's font know glyphs that it has not drawn at this width, and what they say."""
    for index in range(first, end):
        glyph, width, shift = each = whole.glyphs[index]
        if glyph == NO_GLYPH:
            drawn[each] = f">{-width / size}<"
            continue
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = whole.encoded[whole.places[index] : whole.places[index + 1]].decode()
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(run.font, glyph, stream.ink_rect, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        kerning = int(font.widths[glyph] + shift / size - width * 1000 * FROM_UNITS / size)
        drawn[each] = (f">{-shift / size}<" if shift else "") + f"{glyph:04x}" + (f">{kerning}<" if kerning else "")


def without_noughts(stream: Any, text: str) -> None:
    """Shows glyphs; theirs moves the pen by nought between most of them, which is a third of all that a page says."""
    show_text(stream, text.replace(">0<", ""))


def to_bytes(item: Any) -> bytes:
    """A number, a word or an object as a PDF writes it: most are bytes or fractions."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is float:
        return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
    return item.data if isinstance(item, pydyf.Object) else str(item).encode("ascii")


def letter_picture(_: Any, name: str, body: bytes) -> Any:
    """The picture that a font has for a letter, by its name."""
    return opened(name, body)


@lru_cache(200)
def opened(name: str, body: bytes) -> Any:
    """It is opened and packed once, however often its letter stands in a text."""
    return RasterImage(Image.open(BytesIO(body)), name, body)
