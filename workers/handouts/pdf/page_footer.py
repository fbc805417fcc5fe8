"""The pages of a handout: their size and margins, and the foot that tells on every page where it is from.

A rule of its own for each handout, for the print renderer and for browsers alike.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from domain.shapes.options import Options, Paper
from presentation.messages import load_messages
from workers.handouts.images import Plate

SIZES = {Paper.A4: "210mm 297mm", Paper.LETTER: "215.9mm 279.4mm"}
SIDES = {Paper.A4: 16, Paper.LETTER: 18.95}
"""Millimetres left and right: the columns between them are the same on both papers."""
QR_MM = 11.5
SMALL, LARGE = "7pt/1.4", "10.5pt/1.35"


def page_rule(lines: Sequence[str], code: Plate | None, options: Options, paper: bool = True) -> str:
    """The rule for all pages."""
    said = load_messages().handout
    side, foot = SIDES[options.paper], 33 if options.large else 27
    font = f'font: {LARGE if options.large else SMALL} "Threadsheet Sans", "Noto Sans", sans-serif'
    look = f"color: {'#000000' if options.mono else '#62666d'}; {font}; padding-bottom: 7mm; vertical-align: bottom"
    edge = 17 if options.large else 20
    text = ' "\\a" '.join(quoted(line) for line in lines)
    return (
        f"@page {{ size: {SIZES[options.paper]}; margin: {16 if options.large else 19}mm {side}mm {foot}mm {side}mm; "
        f"@bottom-left {{ {content(code, paper)}; {look}; width: {edge}mm; }} "
        f"@bottom-center {{ content: {text}; {look}; text-align: left; white-space: pre-line; width: {178 - 2 * edge}mm; }} "
        f"@bottom-right {{ content: {quoted(said.page + ' ')} counter(page) {quoted(' ' + said.page_of + ' ')} counter(pages); "
        f"{look}; text-align: right; width: {edge}mm; white-space: nowrap; }} }}\n"
    )


def content(code: Plate | None, paper: bool) -> str:
    """The code in its size: on paper a picture of so many dots an inch; for browsers, which know no such thing, a drawing."""
    if code is None:
        return 'content: ""'
    if paper:
        return f'content: url("{data(code)}"); image-rendering: pixelated; image-resolution: {code.width / QR_MM * 25.4:.3f}dpi'
    box = f'width="{QR_MM}mm" height="{QR_MM}mm" viewBox="0 0 {code.width} {code.height}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        f'<image width="{code.width}" height="{code.height}" style="image-rendering:pixelated" href="{data(code)}"/></svg>'
    )
    return f'content: url("data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}")'


def data(plate: Plate) -> str:
    """A picture as an address that carries it."""
    return f"data:{plate.media_type};base64,{b64encode(plate.body).decode()}"


def quoted(text: str) -> str:
    """A text as a string of a stylesheet: every sign that could mean something there is written as a number."""
    return '"' + "".join(each if each.isalnum() or each in " .,:·" else f"\\{ord(each):x} " for each in text) + '"'
