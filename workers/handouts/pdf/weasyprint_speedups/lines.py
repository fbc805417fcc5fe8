"""Lines of texts that were shaped once, in the place of those that WeasyPrint 70.0 lays out three to four times.

WeasyPrint handles everything else: text from right to left, letter spacing, words longer than a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.layout import inline  # type: ignore[import-untyped]

from workers.handouts.pdf.weasyprint_speedups.pango_objects import cached_strut, pango_style
from workers.handouts.pdf.weasyprint_speedups.shaped_text import LONGEST, PLAIN, ShapedText, shape_text

original_split_text_box = inline.split_text_box
Split = tuple[Any, int | None, bool]
"""The box of a line, the start of the next (bytes; None: there is none), whether a line break in the text ends it."""
Place = tuple[ShapedText, int, int, int | None]
"""A shaped text, the start and end of a line in it, and the start of the next line in the box."""
NOT_SHAPED = None, 0
MAX_CACHED_BYTES, MAX_CACHED_TEXTS = 40, 500
"""Longest text whose shape is cached, and how many are cached a style."""


@dataclass(slots=True)
class Line:
    """A line of a shaped text, which replaces a Layout of WeasyPrint."""

    shape: ShapedText
    start: int
    end: int
    text: str
    style: Any
    max_width: float | None
    justification_spacing: float = 0
    first_line_direction: int = 0

    def __getattr__(self, name: str) -> Any:
        """The metrics of underline and strikethrough."""
        try:
            return pango_style(self.style).metrics[name]
        except KeyError:
            raise AttributeError(name) from None

    def reactivate(self, style: Any) -> None:
        """Does nothing: a line is complete when it is drawn."""

    def deactivate(self) -> None:
        """Does nothing: there is no layout to drop."""


def split_text_box(context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True) -> Split:
    """As much of a text box from byte `skip` on as fits in a width; replaces WeasyPrint's function."""
    if "\n" in box.text and box.style["white_space"] == "pre-line":
        return split_at_line_break(context, box, available_width, skip, is_line_start)
    line = line_of(box, available_width, skip, is_line_start)
    if line is None:
        return original_split_text_box(context, box, available_width, skip, is_line_start)  # type: ignore[no-any-return]
    shape, start, end, resume = line
    if start >= end:  # nothing but spaces
        return None, resume, False
    style = box.style
    text = shape.encoded[start:end].decode()
    new = box.copy_with_text(text)
    new.shape = shape, start
    new.pango_layout = Line(shape, start, end, text, style, available_width)
    new.width = shape.width(start, end) + shape.spacing
    ascent, new.height = shape.ascent_and_height(start, end)
    line_height, _ = cached_strut(style)
    new.margin_top = new.margin_bottom = (line_height - new.height) / 2
    new.baseline = ascent + new.margin_top
    return new, resume, False


def split_at_line_break(context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool) -> Split:
    """As `split_text_box`, for a text with line breaks: as much of its line at `skip` as fits."""
    rest = box.text.encode()[skip:]
    if not rest:
        return None, None, False
    text_line, line_break, _ = rest.partition(b"\n")
    if not line_break:
        last_line = box.copy_with_text(rest.decode())
        new, resume, preserved = split_text_box(context, last_line, available_width, 0, is_line_start)
        return new, None if resume is None else resume + skip, preserved
    if not text_line:
        return None, skip + 1, True
    new, resume, _ = split_text_box(context, box.copy_with_text(text_line.decode()), available_width, 0, is_line_start)
    return new, skip + (len(text_line) + 1 if resume is None else resume), resume is None


def line_of(box: Any, available_width: float | None, skip: int, is_line_start: bool) -> Place | None:
    """The place of the line that fits, or None where WeasyPrint has to find it."""
    encoded = box.text.encode()
    shape, offset = shape_of(box, encoded)
    if shape is None:
        return None
    if box.style["white_space"] == "nowrap":
        available_width = None
    start, end = offset + skip, offset + len(encoded)
    if shape.spacing and (start or b" " in encoded):
        return None
    if shape.places[shape.glyph(start)] != start:
        return None  # a word was broken inside a ligature
    stripped_end = shape.without_last_spaces(start, end)
    if available_width is None or stripped_end <= start or shape.width(start, stripped_end) + shape.spacing <= available_width:
        return shape, start, end, None
    place = None if shape.spacing else shape.last_fitting_end(start, end, available_width)
    if place is None:
        if shape.spacing or is_line_start:
            return None  # the word may have to be broken
        place = shape.word_end(start)
        if place >= stripped_end:
            return shape, start, end, None
    return shape, start, shape.without_last_spaces(start, place), place - offset


def shape_of(box: Any, encoded: bytes) -> tuple[ShapedText | None, int]:
    """The shape of a box's text, and the text's start in it. Short texts of one style are shaped once."""
    shape, offset = cached = box.__dict__.get("shape", NOT_SHAPED)
    if shape is not None and shape.encoded.startswith(encoded, offset):
        return cached  # type: ignore[no-any-return]
    style = box.style
    shapes = style.__dict__.setdefault("shapes", {})
    if encoded not in shapes:
        new_shape = shape_text(box.text, encoded, style) if len(encoded) <= LONGEST and PLAIN.fullmatch(box.text) else None
        if len(encoded) > MAX_CACHED_BYTES or len(shapes) > MAX_CACHED_TEXTS:
            box.shape = new_shape, 0
            return box.shape  # type: ignore[no-any-return]
        shapes[encoded] = new_shape
    box.shape = shapes[encoded], 0
    return box.shape  # type: ignore[no-any-return]
