"""Lines of texts that were shaped once, in the place of those that WeasyPrint 70.0 lays out three to four times.

What is not plain (letters from right to left, spaced ones, words longer than a line) is left to WeasyPrint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.layout import inline  # type: ignore[import-untyped]

from workers.handouts.pdf.weasyprint_speedups.pango_objects import kit, known_strut
from workers.handouts.pdf.weasyprint_speedups.shaped_text import LONGEST, PLAIN, Shaped, shaped

split_text_box = inline.split_text_box
Split = tuple[Any, int | None, bool]
"""The box of a line, where the next begins (bytes; None: there is none), whether a written line break ends it."""
Place = tuple[Shaped, int, int, int | None]
"""The shape of a box's text, where in it a line starts and ends, and where in the box the next one starts."""
UNKNOWN = None, 0
SHORT, MANY = 40, 500
"""Bytes of a text whose shape is kept for the next that says the same, and how many are kept."""


@dataclass(slots=True)
class Line:
    """A part of a shaped text, in the place of a Layout of WeasyPrint's."""

    whole: Shaped
    start: int
    end: int
    text: str
    style: Any
    max_width: float | None
    justification_spacing: float = 0
    first_line_direction: int = 0

    def __getattr__(self, name: str) -> Any:
        """Where lines under and through the text stand."""
        try:
            return kit(self.style).metrics[name]
        except KeyError:
            raise AttributeError(name) from None

    def reactivate(self, style: Any) -> None:
        """It is still whole when it is drawn."""

    def deactivate(self) -> None:
        """Nothing to forget."""


def split(context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True) -> Split:
    """As much of a text box from byte `skip` as fits in a width, like `split_text_box` of WeasyPrint's."""
    if "\n" in box.text and box.style["white_space"] == "pre-line":
        return written_line(context, box, available_width, skip, is_line_start)
    line = line_of(box, available_width, skip, is_line_start)
    if line is None:
        return split_text_box(context, box, available_width, skip, is_line_start)  # type: ignore[no-any-return]
    whole, start, end, resume = line
    if start >= end:  # nothing but spaces
        return None, resume, False
    style = box.style
    text = whole.encoded[start:end].decode()
    new = box.copy_with_text(text)
    new.shape = whole, start
    new.pango_layout = Line(whole, start, end, text, style, available_width)
    new.width = whole.width(start, end) + whole.spacing
    ascent, new.height = whole.reach(start, end)
    line_height, _ = known_strut(style)
    new.margin_top = new.margin_bottom = (line_height - new.height) / 2
    new.baseline = ascent + new.margin_top
    return new, resume, False


def written_line(context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool) -> Split:
    """As `split`, for a text with line breaks of its own: as much of the line that is written at `skip` as fits."""
    rest = box.text.encode()[skip:]
    if not rest:
        return None, None, False
    written, broken, _ = rest.partition(b"\n")
    if not broken:
        alone = box.copy_with_text(rest.decode())
        new, resume, preserved = split(context, alone, available_width, 0, is_line_start)
        return new, None if resume is None else resume + skip, preserved
    if not written:
        return None, skip + 1, True
    new, resume, _ = split(context, box.copy_with_text(written.decode()), available_width, 0, is_line_start)
    return new, skip + (len(written) + 1 if resume is None else resume), resume is None


def line_of(box: Any, available_width: float | None, skip: int, is_line_start: bool) -> Place | None:
    """The place of the line that fits, or None where it is not ours to tell."""
    encoded = box.text.encode()
    whole, offset = shape_of(box, encoded)
    if whole is None:
        return None
    if box.style["white_space"] == "nowrap":
        available_width = None
    start, end = offset + skip, offset + len(encoded)
    if whole.spacing and (start or b" " in encoded):
        return None
    if whole.places[whole.glyph(start)] != start:
        return None  # a word was broken in the midst of a ligature
    bare = whole.bare(start, end)
    if available_width is None or bare <= start or whole.width(start, bare) + whole.spacing <= available_width:
        return whole, start, end, None
    place = None if whole.spacing else whole.fits(start, end, available_width)
    if place is None:
        if whole.spacing or is_line_start:
            return None  # the word may have to be broken
        place = whole.word(start)
        if place >= bare:
            return whole, start, end, None
    return whole, start, whole.bare(start, place), place - offset


def shape_of(box: Any, encoded: bytes) -> tuple[Shaped | None, int]:
    """The shape of a box's text, and where in it the text begins. Short texts of one style are shaped once for all."""
    shape, offset = known = box.__dict__.get("shape", UNKNOWN)
    if shape is not None and shape.encoded.startswith(encoded, offset):
        return known  # type: ignore[no-any-return]
    style = box.style
    shapes = style.__dict__.setdefault("shapes", {})
    if encoded not in shapes:
        made = shaped(box.text, encoded, style) if len(encoded) <= LONGEST and PLAIN.fullmatch(box.text) else None
        if len(encoded) > SHORT or len(shapes) > MANY:
            box.shape = made, 0
            return box.shape  # type: ignore[no-any-return]
        shapes[encoded] = made
    box.shape = shapes[encoded], 0
    return box.shape  # type: ignore[no-any-return]
