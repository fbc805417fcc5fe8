"""The @page rules of a handout: size, margins, and a footer with its source. Used by the PDF renderer and by browsers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from domain.shapes.options import Options, Paper
from presentation.messages import load_messages
from workers.handouts.images import HandoutImage

SIZES = {Paper.A4: "210mm 297mm", Paper.LETTER: "215.9mm 279.4mm"}
SIDE_MARGINS = {Paper.A4: 16, Paper.LETTER: 18.95}
"""Millimetres left and right: the columns between them are the same on both papers."""
TEXT_EDGE, LARGE_TEXT_EDGE, COLUMNS_TEXT_EDGE = 20, 17, 11
"""Millimetres from the left margin to the text: the width of the column of numbers."""
QR_MM = 11.5
SMALL, LARGE = "7pt/1.4", "12pt/1.3"


def page_rules(
    lines: Sequence[str],
    qr_code: HandoutImage | None,
    options: Options,
    paper: bool = True,
    *,
    mirrored: bool = False,
    numbers: bool = True,
) -> str:
    """The rules for all pages; `lines` are the footer's, the first of which has the title and is not on the first page.

    `numbers` is false where no column of numbers stands before the text. The footer's lines begin
    where the text does, or behind the QR code.
    """
    messages = load_messages().handout
    side, bottom = SIDE_MARGINS[options.paper], 33 if options.large else 27
    font = f'font: {LARGE if options.large else SMALL} "Threadsheet Sans", "Noto Sans", sans-serif'
    look = f"color: {'#000000' if options.mono else '#62666d'}; {font}; padding-bottom: 7mm; vertical-align: bottom"
    edge = LARGE_TEXT_EDGE if options.large else TEXT_EDGE
    first_edge = edge if qr_code is not None else text_edge(options, numbers=numbers)
    middle = 178 - first_edge - edge
    start, end = ("right", "left") if mirrored else ("left", "right")
    text, first = (' "\\a" '.join(map(css_string, texts)) for texts in (lines, lines[1:] or lines))
    page, of = css_string(f"{messages.page} "), css_string(f" {messages.page_of} ")
    return (
        f"@page {{ size: {SIZES[options.paper]}; margin: {16 if options.large else 19}mm {side}mm {bottom}mm {side}mm; "
        f"@bottom-{start} {{ {qr_content(qr_code, paper)}; {look}; text-align: {start}; width: {first_edge}mm; }} "
        f"@bottom-center {{ content: {text}; {look}; text-align: {start}; white-space: pre-line; width: {middle}mm; }} "
        f"@bottom-{end} {{ content: {page} counter(page) {of} counter(pages); "
        f"{look}; text-align: {end}; width: {edge}mm; white-space: nowrap; }} }}\n"
        f"@page :first {{ @bottom-center {{ content: {first} }} }}\n"
    )


def text_edge(options: Options, *, numbers: bool) -> int:
    """Millimetres from the left margin to the text."""
    if not numbers:
        return 0
    if options.large:
        return LARGE_TEXT_EDGE
    return COLUMNS_TEXT_EDGE if options.columns == 2 else TEXT_EDGE


def qr_content(qr_code: HandoutImage | None, paper: bool) -> str:
    """The QR code in its size: in print an image with a resolution; for browsers, which have none for images, an SVG."""
    if qr_code is None:
        return 'content: ""'
    if paper:
        resolution = f"{qr_code.width / QR_MM * 25.4:.3f}dpi"
        return f'content: url("{data_url(qr_code)}"); image-rendering: pixelated; image-resolution: {resolution}'
    box = f'width="{QR_MM}mm" height="{QR_MM}mm" viewBox="0 0 {qr_code.width} {qr_code.height}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        f'<image width="{qr_code.width}" height="{qr_code.height}" style="image-rendering:pixelated" '
        f'href="{data_url(qr_code)}"/></svg>'
    )
    return f'content: url("data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}")'


def data_url(image: HandoutImage) -> str:
    """A picture as a data URL."""
    return f"data:{image.media_type};base64,{b64encode(image.body).decode()}"


def css_string(text: str) -> str:
    """A text as a CSS string: every character that could have a meaning in CSS is escaped."""
    return '"' + "".join(char if char.isalnum() or char in " .,:·" else f"\\{ord(char):x} " for char in text) + '"'
