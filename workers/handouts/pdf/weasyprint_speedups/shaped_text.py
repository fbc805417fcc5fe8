"""Shapes a text once: the widths of its parts, where its lines may end, and its glyphs as a page draws them.

WeasyPrint 70.0 lays every line out three times: a draft of two lines, a try with the next word, and the line alone. A text from
left to right needs shaping only once: the width of a line is the position of its end minus that of its start.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from weasyprint.text.ffi import ffi, pango  # type: ignore[import-untyped]
from weasyprint.text.line_break import Layout  # type: ignore[import-untyped]

LONGEST = 20_000
"""Characters; WeasyPrint handles longer texts, a piece at a time."""
PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u052f\u1e00-\u1fff\u2000-\u200a\u2010-\u2027\u202f-\u205e\u2070-\u2bff"
    "\u2e80-\ud7a3\uf900-\ufaff\uff00-\uffef\U0001f000-\U0001faff\ufe0e\ufe0f\u200d]*"
)
"""Scripts from left to right whose letters do not change with line ends; no soft hyphens."""
UNITS = 1024
"""Pango units a pixel."""
GLYPH = 5
"""Numbers in a PangoGlyphInfo: glyph, width, horizontal and vertical offset, whether it begins a cluster."""
LINE_BREAK = 1
"""The first bit of a PangoLogAttr: a line may end before this character."""
RISE_OFFSET = 2 * ffi.sizeof("void *") // ffi.sizeof("int")
"""The index of `y_offset` in a PangoGlyphItem as an array of int: behind two pointers, since Pango 1.50."""
EXTENTS = ffi.new("PangoRectangle *")
NO_GLYPH = 0x0FFFFFFF
"""Pango's empty glyph, for spaces; higher numbers are for letters that no font has."""
Glyph = tuple[int, int, int]
"""Number in the font, width, and horizontal offset."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font, from `first` to before `end`; the font's ascent and height are in pixels."""

    first: int
    end: int
    font: Any
    ascent: float
    height: float
    rise: float
    """How much higher its baseline is than that of other runs in its line."""
    widths: dict[int, int] = field(default_factory=dict)

    def width(self, glyph: int) -> int:
        """The width of a single glyph, in Pango units."""
        if glyph not in self.widths:
            pango.pango_font_get_glyph_extents(self.font, glyph, ffi.NULL, EXTENTS)
            self.widths[glyph] = EXTENTS.width
        return self.widths[glyph]


@dataclass(frozen=True, slots=True)
class ShapedText:
    """A text and its glyphs, from left to right. Positions are in Pango units (1,024 a pixel), places in bytes."""

    encoded: bytes
    runs: Sequence[Run]
    glyphs: Sequence[Glyph]
    places: Sequence[int]
    """The place of each glyph's cluster in the text, and the text's end."""
    positions: Sequence[int]
    """The position of each glyph, and the end of the last one."""
    ends: Sequence[int]
    """The places where a line may end: between two clusters."""
    drawable: bool
    """Whether there is a glyph for every letter, and all are on the baseline."""
    spacing: float
    """Letter spacing after the last letter, in pixels; a text with letter spacing is one word."""
    owner: Any = field(repr=False)
    """The layout that owns the fonts."""

    def width(self, start: int, end: int) -> float:
        """The width of a part of the text, in pixels; its last letter counts without kerning to the next one."""
        first, last = self.glyph(start), self.glyph(end)
        units = self.positions[last] - self.positions[first]
        if first < last < len(self.glyphs):
            units += self.single_width(last - 1) - self.glyphs[last - 1][1]
        return units / UNITS

    def single_width(self, index: int) -> int:
        """The width of a glyph without neighbours, in Pango units."""
        for run in self.runs:
            if index < run.end:
                return run.width(self.glyphs[index][0])
        raise IndexError(index)

    def glyph(self, place: int) -> int:
        """The index of the first glyph from a place on."""
        return bisect_left(self.places, place)

    def last_fitting_end(self, start: int, end: int, room: float) -> int | None:
        """The last place where a line from `start` may end within `room` pixels; None when there is none."""
        last_glyph = bisect_right(self.positions, self.positions[self.glyph(start)] + room * UNITS) - 1
        candidate = bisect_right(self.ends, self.places[min(last_glyph, len(self.places) - 1)] + 1) - 1
        while candidate >= 0 and (place := self.ends[candidate]) > start:
            if place < end and self.width(start, self.without_last_spaces(start, place)) <= room:
                return place
            candidate -= 1
        return None

    def word_end(self, start: int) -> int:
        """The first place where a line from `start` may end; the text's end where it is one word."""
        index = bisect_right(self.ends, start)
        return self.ends[index] if index < len(self.ends) else len(self.encoded)

    def without_last_spaces(self, start: int, end: int) -> int:
        """The end of a part of the text without the spaces before it."""
        while end > start and self.encoded[end - 1] == 0x20:
            end -= 1
        return end

    def ascent_and_height(self, start: int, end: int) -> tuple[float, float]:
        """The ascent and the height of a part of the text, in pixels."""
        runs = self.runs if len(self.runs) == 1 else [run for run, _, _ in self.parts(start, end)]
        if len(runs) == 1:
            return runs[0].ascent, runs[0].height
        ascent = max(run.ascent + run.rise for run in runs)
        return ascent, ascent + max(run.height - run.ascent - run.rise for run in runs)

    def parts(self, start: int, end: int) -> Iterator[tuple[Run, int, int]]:
        """The runs of a part of the text, and the first and last glyph of each."""
        first, last = self.glyph(start), self.glyph(end)
        for run in self.runs:
            if run.first < last and run.end > first:
                yield run, max(run.first, first), min(run.end, last)


def shape_text(text: str, encoded: bytes, style: Any) -> ShapedText | None:
    """Shapes a text of a style of WeasyPrint; None where its lines depend on their layout."""
    if not is_plain(style):
        return None
    layout = Layout(style)
    layout.set_text(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    glyphs, places, runs = array("i"), array("i"), []
    node = line.runs
    while node != ffi.NULL:
        item, string = node.data.item, node.data.glyphs
        if item.analysis.level % 2:  # from right to left
            return None
        count, first, offset = string.num_glyphs, len(places), item.offset
        glyphs.frombytes(ffi.buffer(string.glyphs, count * GLYPH * glyphs.itemsize))
        clusters = memoryview(ffi.buffer(string.log_clusters, count * places.itemsize)).cast("i")
        places.extend([offset + place for place in clusters] if offset else clusters)
        if count:
            runs.append(run_from_item(first, len(places), node.data, glyphs[first * GLYPH :: GLYPH]))
        node = node.next
    places.append(len(encoded))
    numbers, widths, shifts = glyphs[::GLYPH], glyphs[1::GLYPH], glyphs[2::GLYPH]
    flags = memoryview(ffi.buffer(pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL), 4 * (len(text) + 1)))
    ends = [place for place, flag in enumerate(flags.cast("I")) if flag & LINE_BREAK]
    if len(encoded) != len(text):
        starts = list(accumulate((len(letter.encode()) for letter in text), initial=0))
        ends = [starts[place] for place in ends]
    ends = sorted({*ends} & {*places})
    return ShapedText(
        encoded,
        runs,
        list(zip(numbers, widths, shifts, strict=True)),
        places,
        list(accumulate(widths, initial=0)),
        ends,
        drawable=not any(glyphs[3::GLYPH]) and max(numbers, default=0) <= NO_GLYPH,
        spacing=0 if style["letter_spacing"] == "normal" else style["letter_spacing"],
        owner=layout,
    )


PLAIN_VALUES = {"word_spacing": 0, "word_break": "normal", "direction": "ltr"}
COLLAPSING = {"normal", "nowrap", "pre-line"}


def is_plain(style: Any) -> bool:
    """Whether lines of a style end only where words end; computed once a style."""
    cached: bool | None = style.__dict__.get("plain")
    if cached is None:
        style.plain = cached = (
            style["font_size"] > 0
            and style["hyphens"] != "auto"
            and style["white_space"] in COLLAPSING
            and all(style[name] == value for name, value in PLAIN_VALUES.items())
        )
    return cached


def run_from_item(first: int, end: int, item: Any, glyphs: array[int]) -> Run:
    """The run of a PangoGlyphItem. All glyphs of a font have the same ascent; Pango raises some fonts beside others."""
    font, glyph = item.item.analysis.font, next((glyph for glyph in glyphs if glyph < NO_GLYPH), 0)
    pango.pango_font_get_glyph_extents(font, glyph, ffi.NULL, EXTENTS)
    return Run(first, end, font, -EXTENTS.y / UNITS, EXTENTS.height / UNITS, ffi.cast("int *", item)[RISE_OFFSET] / UNITS)
