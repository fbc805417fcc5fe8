"""A text as runs of one look each, for formats that have no nesting of their own: Markdown and word processors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.bare_urls import find_urls, safe_address
from domain.shapes.post import Span, SpanKind
from domain.shapes.theme import Evidence

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text without a change in it. `link` leads somewhere; `bare` when the text is the address itself."""

    text: str
    link: str | None = None
    bare: bool = False
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    marked: bool = False


def paragraphs(
    text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()
) -> Iterator[tuple[tuple[Run, ...], ...]]:
    """Paragraphs as lines as runs; blank lines part paragraphs."""
    lines: list[tuple[Run, ...]] = []
    for line in by_line(runs(text, spans, evidence)):
        if any(run.text.strip() for run in line):
            lines.append(line)
        elif lines:
            yield tuple(lines)
            lines = []
    if lines:
        yield tuple(lines)


def by_line(every: Iterator[Run]) -> Iterator[tuple[Run, ...]]:
    """Runs cut at line ends."""
    line: list[Run] = []
    for run in every:
        first, *others = run.text.split("\n")
        line.append(with_text(run, first))
        for piece in others:
            yield tuple(each for each in line if each.text)
            line = [with_text(run, piece)]
    yield tuple(each for each in line if each.text)


def with_text(run: Run, text: str) -> Run:
    return Run(text, run.link, run.bare, run.strong, run.emphasis, run.code, run.marked)


def runs(text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()) -> Iterator[Run]:
    """The text from beginning to end. Links do not nest: the earlier wins, a given one over a bare one."""
    links = linked(text, spans)
    layers = {kind: Covered([(each.start, each.end) for each in spans if each.kind is kind]) for kind in SpanKind}
    marks = Covered([(each.start, each.end) for each in evidence])
    given = Covered([(start, end) for start, end, _, _ in links])
    edges = {0, len(text)}
    for layer in (*layers.values(), marks, given):
        edges |= {edge for edge in layer.edges if 0 < edge < len(text)}
    place = iter(links)
    link = next(place, None)
    for start, end in pairwise(sorted(edges)):
        while link and link[1] <= start:
            link = next(place, None)
        inside = link is not None and link[0] <= start
        yield Run(
            text[start:end],
            link[2] if link and inside else None,
            bool(link and inside and link[3]),
            layers[SpanKind.STRONG].at(start),
            layers[SpanKind.EMPHASIS].at(start),
            layers[SpanKind.CODE].at(start),
            marks.at(start),
        )


def linked(text: str, spans: Sequence[Span]) -> list[tuple[int, int, str, bool]]:
    """Stretches that lead somewhere, in order, none inside another."""
    found = [
        (span.start, span.end, address, text[span.start : span.end] == address)
        for span in spans
        if (address := safe_address(span.url)) and 0 <= span.start < span.end <= len(text)
    ]
    found += [(start, end, text[start:end], True) for start, end in find_urls(text)]
    kept: list[tuple[int, int, str, bool]] = []
    for each in sorted(found, key=lambda each: (each[0], each[3], -each[1])):
        if not kept or kept[-1][1] <= each[0]:
            kept.append(each)
    return kept


class Covered:
    """Which places some stretches cover; asked from left to right."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._merged: list[Stretch] = []
        for start, end in sorted(stretches):
            if self._merged and start <= self._merged[-1][1]:
                self._merged[-1] = (self._merged[-1][0], max(end, self._merged[-1][1]))
            elif start < end:
                self._merged.append((start, end))
        self._next = 0

    @property
    def edges(self) -> Iterator[int]:
        for stretch in self._merged:
            yield from stretch

    def at(self, place: int) -> bool:
        while self._next < len(self._merged) and self._merged[self._next][1] <= place:
            self._next += 1
        return self._next < len(self._merged) and self._merged[self._next][0] <= place
