"""Text shaped once: how wide each part of it is, where a line of it may end, and its glyphs as a page draws them.

WeasyPrint 70.0 lays every line out three times: a draft of two lines, the next word tried, the line alone. What is written from
left to right needs shaping once, whatever its lines: how wide they are is where they end less where they begin.
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
"""Characters; what is longer is left to WeasyPrint, which takes a piece at a time."""
PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u052f\u1e00-\u1fff\u2000-\u200a\u2010-\u2027\u2030-\u205e\u2070-\u2bff"
    "\u2e80-\ud7a3\uf900-\ufaff\uff00-\uffef\U0001f000-\U0001faff\ufe0e\ufe0f\u200d]*"
)
"""Scripts that are written from left to right, and whose letters look the same wherever a line ends; no soft hyphens."""
UNITS = 1024
"""Of Pango in a pixel."""
GLYPH = 5
"""Numbers in a PangoGlyphInfo: glyph, width, horizontal and vertical offset, whether it begins a cluster."""
LINE_BREAK = 1
"""The first bit of a PangoLogAttr: a line may end before this character."""
HIGHER = 2 * ffi.sizeof("void *") // ffi.sizeof("int")
"""Where a PangoGlyphItem says how much higher than the line's baseline its own is: behind two pointers, since Pango 1.50."""
EXTENTS = ffi.new("PangoRectangle *")
NO_GLYPH = 0x0FFFFFFF
"""A space that nothing is drawn for; above it stand letters that no font has."""
Glyph = tuple[int, int, int]
"""Its number in the font, its width, and how far from its place it is drawn."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font: from which to which, the PangoFont, how far it reaches above its baseline and in all (pixels)."""

    first: int
    end: int
    font: Any
    ascent: float
    height: float
    higher: float
    """How much higher its baseline is than that of other runs in its line."""
    widths: dict[int, int] = field(default_factory=dict)

    def width(self, glyph: int) -> int:
        """Of a glyph by itself, in Pango's units."""
        if glyph not in self.widths:
            pango.pango_font_get_glyph_extents(self.font, glyph, ffi.NULL, EXTENTS)
            self.widths[glyph] = EXTENTS.width
        return self.widths[glyph]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text and its glyphs, from left to right. Positions are in Pango's units (1,024 a pixel), places in bytes."""

    encoded: bytes
    runs: Sequence[Run]
    glyphs: Sequence[Glyph]
    places: Sequence[int]
    """Where in the text each glyph's cluster begins, and the text's end."""
    positions: Sequence[int]
    """Where each glyph begins, and where the last one ends."""
    ends: Sequence[int]
    """Where a line may end: between two clusters."""
    drawable: bool
    """Whether there is a glyph for every letter, and each stands on the baseline."""
    spacing: float
    """What letters that are spaced add at the end, in pixels; such a text is one word."""
    keeps: Any = field(repr=False)
    """The layout that the fonts belong to."""

    def width(self, start: int, end: int) -> float:
        """Of a part of the text, in pixels: its last letter is as wide as it is when no other follows."""
        first, last = self.glyph(start), self.glyph(end)
        units = self.positions[last] - self.positions[first]
        if first < last < len(self.glyphs):
            units += self.alone(last - 1) - self.glyphs[last - 1][1]
        return units / UNITS

    def alone(self, index: int) -> int:
        """The width of a glyph that has no neighbour."""
        for run in self.runs:
            if index < run.end:
                return run.width(self.glyphs[index][0])
        raise IndexError(index)

    def glyph(self, place: int) -> int:
        return bisect_left(self.places, place)

    def fits(self, start: int, end: int, room: float) -> int | None:
        """Where the last line end is that leaves a line from `start` narrower than `room` pixels; None when there is none."""
        reach = bisect_right(self.positions, self.positions[self.glyph(start)] + room * UNITS) - 1
        candidate = bisect_right(self.ends, self.places[min(reach, len(self.places) - 1)] + 1) - 1
        while candidate >= 0 and (place := self.ends[candidate]) > start:
            if place < end and self.width(start, self.bare(start, place)) <= room:
                return place
            candidate -= 1
        return None

    def word(self, start: int) -> int:
        """Where the first line from `start` may end at all: the text's end where it has one word."""
        later = bisect_right(self.ends, start)
        return self.ends[later] if later < len(self.ends) else len(self.encoded)

    def bare(self, start: int, end: int) -> int:
        """The end without the spaces before it."""
        while end > start and self.encoded[end - 1] == 0x20:
            end -= 1
        return end

    def reach(self, start: int, end: int) -> tuple[float, float]:
        """How far above its baseline a part of the text reaches, and its height, in pixels."""
        runs = self.runs if len(self.runs) == 1 else [run for run, _, _ in self.parts(start, end)]
        if len(runs) == 1:
            return runs[0].ascent, runs[0].height
        ascent = max(run.ascent + run.higher for run in runs)
        return ascent, ascent + max(run.height - run.ascent - run.higher for run in runs)

    def parts(self, start: int, end: int) -> Iterator[tuple[Run, int, int]]:
        """The runs that a part of the text is drawn with, and the glyphs of each."""
        first, last = self.glyph(start), self.glyph(end)
        for run in self.runs:
            if run.first < last and run.end > first:
                yield run, max(run.first, first), min(run.end, last)


def shaped(text: str, encoded: bytes, style: Any) -> Shaped | None:
    """A text of a style of WeasyPrint's; None where its lines cannot be told without laying them out."""
    if not is_plain(style):
        return None
    layout = Layout(style)
    layout.set_text(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    glyphs, places, runs = array("i"), array("i"), []
    each = line.runs
    while each != ffi.NULL:
        item, string = each.data.item, each.data.glyphs
        if item.analysis.level % 2:  # from right to left
            return None
        count, first, offset = string.num_glyphs, len(places), item.offset
        glyphs.frombytes(ffi.buffer(string.glyphs, count * GLYPH * glyphs.itemsize))
        clusters = memoryview(ffi.buffer(string.log_clusters, count * places.itemsize)).cast("i")
        places.extend([offset + place for place in clusters] if offset else clusters)
        if count:
            runs.append(run(first, len(places), each.data, glyphs[first * GLYPH :: GLYPH]))
        each = each.next
    places.append(len(encoded))
    numbers, widths, shifts = glyphs[::GLYPH], glyphs[1::GLYPH], glyphs[2::GLYPH]
    flags = memoryview(ffi.buffer(pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL), 4 * (len(text) + 1)))
    ends = [place for place, flag in enumerate(flags.cast("I")) if flag & LINE_BREAK]
    if len(encoded) != len(text):
        starts = list(accumulate((len(letter.encode()) for letter in text), initial=0))
        ends = [starts[place] for place in ends]
    ends = sorted({*ends} & {*places})
    return Shaped(
        encoded,
        runs,
        list(zip(numbers, widths, shifts, strict=True)),
        places,
        list(accumulate(widths, initial=0)),
        ends,
        drawable=not any(glyphs[3::GLYPH]) and max(numbers, default=0) <= NO_GLYPH,
        spacing=0 if style["letter_spacing"] == "normal" else style["letter_spacing"],
        keeps=layout,
    )


MADE_PLAIN = {"word_spacing": 0, "word_break": "normal", "direction": "ltr"}
COLLAPSING = {"normal", "nowrap", "pre-line"}


def is_plain(style: Any) -> bool:
    """Whether lines of a style end where words do."""
    known: bool | None = style.__dict__.get("plain")
    if known is None:
        style.plain = known = (
            style["font_size"] > 0
            and style["hyphens"] != "auto"
            and style["white_space"] in COLLAPSING
            and all(style[name] == value for name, value in MADE_PLAIN.items())
        )
    return known


def run(first: int, end: int, item: Any, glyphs: array[int]) -> Run:
    """A PangoGlyphItem. All glyphs of a font reach as far up and down; Pango sets some fonts higher beside others."""
    font, glyph = item.item.analysis.font, next((each for each in glyphs if each < NO_GLYPH), 0)
    pango.pango_font_get_glyph_extents(font, glyph, ffi.NULL, EXTENTS)
    return Run(first, end, font, -EXTENTS.y / UNITS, EXTENTS.height / UNITS, ffi.cast("int *", item)[HIGHER] / UNITS)
