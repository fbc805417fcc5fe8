"""Splits a text with spans into runs of one style each, for formats whose markup does not nest: Markdown and DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.bare_urls import find_urls, safe_address
from domain.shapes.post import Span, SpanKind
from domain.shapes.tag import Evidence

Stretch = tuple[int, int]
"""Start and end in a text, half-open."""


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text with one style. `link` is an address; `bare`: it is the text; `start` is its place in the whole text."""

    text: str
    link: str | None = None
    bare: bool = False
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    marked: bool = False
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def paragraphs(
    text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()
) -> Iterator[tuple[tuple[Run, ...], ...]]:
    """Paragraphs of lines of runs; blank lines separate paragraphs."""
    lines: list[tuple[Run, ...]] = []
    for line in split_lines(runs(text, spans, evidence)):
        if any(run.text.strip() for run in line):
            lines.append(line)
        elif lines:
            yield tuple(lines)
            lines = []
    if lines:
        yield tuple(lines)


def split_lines(text_runs: Iterator[Run]) -> Iterator[tuple[Run, ...]]:
    """Runs cut at line ends."""
    line: list[Run] = []
    for run in text_runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        start = run.start + len(first) + 1
        for piece in others:
            yield tuple(part for part in line if part.text)
            line = [replace(run, text=piece, start=start)]
            start += len(piece) + 1
    yield tuple(part for part in line if part.text)


def runs(text: str, spans: Sequence[Span] = (), evidence: Sequence[Evidence] = ()) -> Iterator[Run]:
    """The runs of a text, in order. Links do not nest: the earlier one counts, and a span before a bare address."""
    links = find_links(text, spans)
    layers = {kind: Coverage([(span.start, span.end) for span in spans if span.kind is kind]) for kind in SpanKind}
    marks = Coverage([(mark.start, mark.end) for mark in evidence])
    link_coverage = Coverage([(start, end) for start, end, _, _ in links])
    edges = {0, len(text), *(edge for mark in evidence for edge in (mark.start, mark.end) if 0 < edge < len(text))}
    for layer in (*layers.values(), marks, link_coverage):
        edges |= {edge for edge in layer.edges if 0 < edge < len(text)}
    remaining_links = iter(links)
    link = next(remaining_links, None)
    for start, end in pairwise(sorted(edges)):
        while link and link[1] <= start:
            link = next(remaining_links, None)
        inside = link is not None and link[0] <= start
        yield Run(
            text[start:end],
            link[2] if link and inside else None,
            bool(link and inside and link[3]),
            layers[SpanKind.STRONG].at(start),
            layers[SpanKind.EMPHASIS].at(start),
            layers[SpanKind.CODE].at(start),
            marks.at(start),
            start,
        )


def find_links(text: str, spans: Sequence[Span]) -> list[tuple[int, int, str, bool]]:
    """Links as start, end, address and whether the text is the address: in order, none inside another."""
    candidates = [
        (span.start, span.end, address, text[span.start : span.end] == address)
        for span in spans
        if (address := safe_address(span.url)) and 0 <= span.start < span.end <= len(text)
    ]
    candidates += [(start, end, text[start:end], True) for start, end in find_urls(text)]
    links: list[tuple[int, int, str, bool]] = []
    for link in sorted(candidates, key=lambda link: (link[0], link[3], -link[1])):
        if not links or links[-1][1] <= link[0]:
            links.append(link)
    return links


class Coverage:
    """The places that some stretches cover; `at` has to be called from left to right."""

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
