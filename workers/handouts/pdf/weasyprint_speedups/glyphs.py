"""Draws the glyphs of a line as strings of a PDF, from pieces that are built once a document."""

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
from workers.handouts.pdf.weasyprint_speedups.shaped_text import NO_GLYPH, Glyph, Run, ShapedText

original_draw_first_line, original_show_text = text.draw_first_line, pydyf.Stream.show_text


def draw_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """Draws a line; returns the images of its emoji, of which our lines have none. Replaces WeasyPrint's function."""
    line = textbox.pango_layout
    if not isinstance(line, Line):
        return original_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    if not textbox.text.strip():
        return []
    parts = [(*document_font(stream, run.font), run, first, end) for run, first, end in line.shape.parts(line.start, line.end)]
    if (
        not line.shape.drawable
        or text_overflow == "ellipsis"
        or block_ellipsis != "none"
        or any(font.svg or font.png or font.colr or font.bitmap for font, *_ in parts)
    ):
        textbox.pango_layout = layout = line_break.create_layout(line.text, textbox.style, None, None, 0)
        layout.max_width = line.max_width
        return original_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    stream.set_text_matrix(*matrix.values)
    for font, size, run, first, end in parts:
        stream.set_font_size(font.hash, size)
        strings = font.__dict__.setdefault("glyph_strings", {}).setdefault(size, {})
        glyphs = line.shape.glyphs[first:end]
        if not strings.keys() >= set(glyphs):
            add_glyphs(stream, font, size, line.shape, run, first, end, strings)
        stream.show_text(f"<{''.join([strings[glyph] for glyph in glyphs])}>")
    return []


def document_font(stream: Any, font: Any) -> tuple[Any, float]:
    """The document's font for a PangoFont, and its size; looked up once a stream."""
    fonts = stream.__dict__.setdefault("fonts_by_pango_font", {})
    if font not in fonts:
        fonts[font] = stream.add_font(font)
    return fonts[font]  # type: ignore[no-any-return]


def add_glyphs(
    stream: Any, font: Any, size: float, shape: ShapedText, run: Run, first: int, end: int, strings: dict[Glyph, str]
) -> None:
    """Adds glyphs to the document's font, with their widths and texts, and the strings that draw them."""
    for index in range(first, end):
        glyph, width, shift = key = shape.glyphs[index]
        if glyph == NO_GLYPH:
            strings[key] = f">{-width / size}<"
            continue
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = shape.encoded[shape.places[index] : shape.places[index + 1]].decode()
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(run.font, glyph, stream.ink_rect, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        kerning = int(font.widths[glyph] + shift / size - width * 1000 * FROM_UNITS / size)
        strings[key] = (f">{-shift / size}<" if shift else "") + f"{glyph:04x}" + (f">{kerning}<" if kerning else "")


def show_text_without_zeros(stream: Any, text: str) -> None:
    """Shows glyphs without the moves by zero between most of them, which are a third of a page's content."""
    original_show_text(stream, text.replace(">0<", ""))


def to_bytes(item: Any) -> bytes:
    """A number, a name or an object in PDF syntax; most are bytes or floats."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is float:
        return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
    return item.data if isinstance(item, pydyf.Object) else str(item).encode("ascii")


def cached_glyph_image(_: Any, name: str, body: bytes) -> Any:
    """The image that a font has for a glyph."""
    return decode_glyph_image(name, body)


@lru_cache(200)
def decode_glyph_image(name: str, body: bytes) -> Any:
    """Decodes and compresses an image once, however often its glyph is in a text."""
    return RasterImage(Image.open(BytesIO(body)), name, body)
