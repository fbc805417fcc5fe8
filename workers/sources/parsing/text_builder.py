"""A post's words as a source writes them down, piece by piece: plain text, and spans that know where they stand in it."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.bare_urls import safe_address
from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.decoding import printable

SPACES = re.compile(r"[ \t\n\f\r]+")  # what HTML makes one space of; other spaces are the author's


class TextBuilder:
    """Written with `add`, `flow`, `line`, `end_line` and `mark`; `done` gives text and spans, trimmed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[Span] = []

    @property
    def length(self) -> int:
        return self._length

    def add(self, words: str, kind: SpanKind | None = None, url: str | None = None) -> None:
        """Words as they are; with a `kind`, a span over them. An address that is none is left out of the span."""
        words = printable(words)
        if not words:
            return
        if kind is not None:
            self._spans.append(Span(self._length, self._length + len(words), kind, safe_address(url)))
        self._pieces.append(words)
        self._length += len(words)

    def add_html_text(self, words: str) -> None:
        """Words of HTML, where any blank space is one space, and none at a line's start."""
        words = SPACES.sub(" ", words)
        if words.startswith(" ") and self._last in ("", "\n", " "):
            words = words[1:]
        self.add(words)

    def ensure_space(self) -> None:
        """A space, unless there is one."""
        if self._last and not self._last.isspace():
            self.add(" ")

    def end_line(self) -> None:
        """A line end, without the space before it."""
        self._trim()
        self.add("\n")

    def start_line(self, count: int = 1) -> None:
        """See to it that the next words begin a line, `count` line ends after the last ones; nothing at the very start."""
        self._trim()
        tail = "".join(self._pieces[-count:])
        if tail:
            self.add("\n" * (count - (len(tail) - len(tail.rstrip("\n")))))

    @property
    def _last(self) -> str:
        return self._pieces[-1][-1] if self._pieces else ""

    def _trim(self) -> None:
        while self._last == " ":
            piece = self._pieces.pop()
            kept = piece.rstrip(" ")
            self._length -= len(piece) - len(kept)
            if kept:
                self._pieces.append(kept)

    def add_span(self, start: int, kind: SpanKind, url: str | None = None) -> None:
        """A span from `start` to here."""
        if start < self._length:
            self._spans.append(Span(start, self._length, kind, safe_address(url)))

    def build(self) -> tuple[str, tuple[Span, ...]]:
        """Text and spans; a span that held nothing but blank space at an end is gone."""
        text = "".join(self._pieces)
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        moved = (replace(span, start=max(0, span.start - lead), end=min(len(text), span.end - lead)) for span in self._spans)
        return text, tuple(sorted((span for span in moved if span.start < span.end), key=lambda span: span.start))
