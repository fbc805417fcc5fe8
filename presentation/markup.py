"""Renders text, spans and evidence marks as HTML, for pages, handouts and the JSON document.

No markup of a captured page gets through: text is escaped, addresses are checked, and all tags are written here. Stripping
the tags gives the text back, white space included.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from domain.bare_urls import find_urls, safe_address
from domain.shapes.post import Span, SpanKind

PARAGRAPH = re.compile(r"\n(?:[^\S\n]*\n)+")
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What no HTML may carry: shown as the replacement character, one for one, so that offsets stay what they were."""

PLAIN = {SpanKind.STRONG: "strong", SpanKind.EMPHASIS: "em", SpanKind.CODE: "code"}
FIRST_STRONG = 400
"""How far to look for a paragraph's first letter with a direction, in code points."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence: a half-open stretch in code points, its family's id and palette number (1…8)."""

    start: int
    end: int
    family: str
    palette: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text and the tags round it."""

    start: int
    end: int
    opening: str
    closing: str


Layer = list[Stretch]
"""Stretches in order that do not overlap; layers nest in a fixed order, so that whatever overlaps is split well-formed."""


def to_html(text: str, spans: Sequence[Span] = (), marks: Sequence[Mark] = (), letters: Sequence[tuple[int, str]] = ()) -> str:
    """Paragraphs of safe HTML; linear in the text for a given number of families.

    `letters` are set as superscripts behind the places in the text that they stand with. Offsets count code points; those
    outside the text are cut to it. Links are http or https only; bare addresses become links.
    """
    layers = [anchors(text, spans), *plain_layers(spans, len(text)), *mark_layers(marks, len(text))]
    cuts = [Cuts(layer) for layer in layers if layer]
    pieces: list[str] = []
    pending = sorted(letters, reverse=True)
    end = 0
    for start, stop in paragraphs(text):
        pieces += (
            clean(text[end:start]),
            f'<p dir="{direction(text, start, stop)}">',
            *inline(text, start, stop, cuts, pending),
            "</p>",
        )
        end = stop
    pieces.append(clean(text[end:]))
    return "".join(pieces)


def clean(text: str) -> str:
    """Escaped text, with nothing that HTML cannot carry."""
    return UNSAFE.sub("\ufffd", escape(text)).replace("\r", "&#13;")


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends; the blank lines between belong to none."""
    start = 0
    for match in (*PARAGRAPH.finditer(text), None):
        stop = match.start() if match else len(text)
        inner = text[start:stop]
        if inner.strip():
            first = start + len(inner) - len(inner.lstrip("\n"))
            yield first, stop - (len(inner) - len(inner.rstrip("\n")))
        start = match.end() if match else stop


def direction(text: str, start: int = 0, stop: int | None = None) -> str:
    """`rtl` or `ltr` by the first letter that has a direction, as HTML's `auto`, which print renderers do not know."""
    for character in text[start : min(len(text) if stop is None else stop, start + FIRST_STRONG)]:
        bidi_class = unicodedata.bidirectional(character)
        if bidi_class in {"R", "AL"}:
            return "rtl"
        if bidi_class == "L":
            return "ltr"
    return "ltr"


class Cuts:
    """A layer read from left to right: which stretch covers a place, and where that next changes."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.next = 0

    def at(self, place: int) -> tuple[Stretch | None, int | None]:
        """The stretch at a place, if any, and where it ends or the next begins; places must not go back."""
        while self.next < len(self.layer) and self.layer[self.next].end <= place:
            self.next += 1
        if self.next == len(self.layer):
            return None, None
        stretch = self.layer[self.next]
        return (stretch, stretch.end) if stretch.start <= place else (None, stretch.start)


def inline(text: str, start: int, stop: int, cuts: Sequence[Cuts], letters: list[tuple[int, str]]) -> Iterator[str]:
    """One paragraph's text with its tags opened and closed so that they nest.

    Takes the letters that stand in it from the end of `letters`, whose places are in falling order.
    """
    opened: list[Stretch] = []
    place = start
    while place < stop:
        positions = [cut.at(place) for cut in cuts]
        covering = [stretch for stretch, _ in positions if stretch]
        shared = common_prefix(opened, covering)
        yield from (stretch.closing for stretch in reversed(opened[shared:]))
        yield from letters_until(place, letters)
        yield from (stretch.opening for stretch in covering[shared:])
        opened = covering
        change = min((edge for _, edge in positions if edge is not None), default=stop)
        if letters:
            change = min(change, max(letters[-1][0], place + 1))
        piece = clean(text[place : min(change, stop)])
        yield piece.replace("\n", "<br/>\n")
        place = change
    yield from (stretch.closing for stretch in reversed(opened))
    yield from letters_until(stop, letters)


def letters_until(place: int, letters: list[tuple[int, str]]) -> Iterator[str]:
    """The superscripts up to a place, taken from the end of `letters`."""
    while letters and letters[-1][0] <= place:
        yield f'<sup class="letter">{escape(letters.pop()[1])}</sup>'


def common_prefix(opened: Sequence[Stretch], covering: Sequence[Stretch]) -> int:
    """How many of the open tags, from the outside, may stay open."""
    count = 0
    for one, other in zip(opened, covering, strict=False):
        if one is not other:
            break
        count += 1
    return count


def anchors(text: str, spans: Sequence[Span]) -> Layer:
    """Links, mentions, hashtags and bare addresses, none inside another: the earlier wins, one of a span over a bare one."""
    stretches = separate(anchor(span) for span in spans if span.kind not in PLAIN and 0 <= span.start < span.end <= len(text))
    bare = [anchor(Span(start, end, SpanKind.LINK, text[start:end])) for start, end in find_urls(text)]
    return separate([*stretches, *outside(bare, stretches)])


def anchor(span: Span) -> Stretch:
    """A span that may lead somewhere; what is inside is isolated from the direction of its surroundings."""
    address = safe_address(span.url)
    if address is None:
        return Stretch(span.start, span.end, f'<bdi class="{span.kind}">', "</bdi>")
    opening = f'<a class="{span.kind}" href="{clean(address)}" rel="noopener nofollow" dir="auto">'
    return Stretch(span.start, span.end, opening, "</a>")


def separate(stretches: Iterable[Stretch]) -> Layer:
    """In order, without those that overlap an earlier one."""
    layer: Layer = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)):
        if not layer or layer[-1].end <= stretch.start:
            layer.append(stretch)
    return layer


def outside(stretches: Layer, others: Layer) -> Iterator[Stretch]:
    """Those that touch none of the others; both in order."""
    cuts = Cuts(others)
    for stretch in stretches:
        covered, edge = cuts.at(stretch.start)
        if covered is None and (edge is None or edge >= stretch.end):
            yield stretch


def plain_layers(spans: Sequence[Span], length: int) -> Iterator[Layer]:
    """Strong, emphasised and code stretches, a layer each."""
    for kind, tag in PLAIN.items():
        edges = [(span.start, span.end) for span in spans if span.kind is kind]
        yield [Stretch(start, end, f"<{tag}>", f"</{tag}>") for start, end in merged(edges, length)]


def mark_layers(marks: Sequence[Mark], length: int) -> Iterator[Layer]:
    """Evidence, a layer a family, in the order of the palette."""
    families: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for mark in marks:
        families.setdefault((mark.palette, mark.family), []).append((mark.start, mark.end))
    for (palette, family), edges in sorted(families.items()):
        opening = f'<mark class="family" data-family="{clean(family)}" data-palette="{palette:d}">'
        yield [Stretch(start, end, opening, "</mark>") for start, end in merged(edges, length)]


def merged(edges: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Ranges in order, cut to the text; those that overlap or touch become one."""
    ranges: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in edges):
        if start >= end:
            continue
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], end))
        else:
            ranges.append((start, end))
    return ranges
