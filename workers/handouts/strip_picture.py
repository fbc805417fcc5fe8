"""Draws a strip as a picture, for formats that have no drawings of ours: DOCX and the cover of an EPUB."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from presentation.strip import HEIGHT, ROW, STEP, WIDTH, Bead, Strip

GROUND: Final = "#ffffff"
OUTLINE, GAP_LINE, LINE = "#8b8f95", "#6b6f76", "#d9d6cf"
SMALL: Final = 10
"""Height of the bead of a point without a number."""


def strip_picture(strip: Strip, scale: int, *, mono: bool = False) -> bytes:
    """The strip as PNG, `scale` pixels a unit."""
    image = Image.new("RGB", (strip.width * scale + 1, strip.height * scale + 1), GROUND)
    draw_beads(ImageDraw.Draw(image), strip, (0, 0), scale, mono=mono)
    body = BytesIO()
    image.save(body, "PNG", optimize=True)
    return body.getvalue()


def draw_beads(pen: ImageDraw.ImageDraw, strip: Strip, corner: tuple[int, int], scale: int, *, mono: bool = False) -> None:
    """Draws the beads of a strip below and right of a corner."""
    for row, beads in enumerate(strip.rows):
        for column, bead in enumerate(beads):
            left, top = corner[0] + column * STEP * scale, corner[1] + row * ROW * scale
            if column and bead.position and beads[column - 1].position:
                middle = top + HEIGHT * scale // 2
                pen.line(
                    [left - (STEP - WIDTH) * scale, middle, left, middle], LINE if not mono else "#000000", max(scale // 2, 1)
                )
            draw_bead(pen, bead, left, top, scale, mono=mono)


def draw_bead(pen: ImageDraw.ImageDraw, bead: Bead, left: int, top: int, scale: int, *, mono: bool) -> None:
    height = (SMALL if bead.small else HEIGHT) * scale
    top += (HEIGHT * scale - height) // 2
    box = (left, top, left + WIDTH * scale, top + height)
    if not bead.pairs:
        outline = GAP_LINE if bead.position is None else OUTLINE
        pen.rounded_rectangle(box, scale, GROUND, "#000000" if mono else outline, max(scale // 2, 1))
        if bead.position is None:
            pen.line([left + 3 * scale, top + height // 2, left + 7 * scale, top + height // 2], outline, max(scale // 2, 1))
        return
    (first, look), *others = bead.pairs
    radius = (5 if look.round else 1) * scale
    fill = look.light if not mono else ("#000000" if first % 2 else GROUND)
    pen.rounded_rectangle(box, radius, fill, "#000000" if mono else None, max(scale // 2, 1) if mono else 0)
    if others:
        second, other = others[0]
        shade = other.light if not mono else (GROUND if second % 2 == 0 else "#000000")
        pen.polygon([(box[2], box[1]), (box[2], box[3]), (box[0], box[3])], shade, "#000000" if mono else GROUND)
        return
    for band in range(look.bands):
        line = top + height * (band + 1) // (look.bands + 1)
        pen.line([left, line, box[2], line], GROUND, max(scale, 1))
