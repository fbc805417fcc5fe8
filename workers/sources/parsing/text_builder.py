"""Builds a post's text piece by piece, with spans at their positions in it. Used by all sources."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.bare_urls import safe_address
from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.decoding import printable

HTML_SPACES = re.compile(r"[ \t\n\f\r]+")  # HTML shows these as one space; other space characters are the author's


class TextBuilder:
    """`build` returns the text, without space at its ends, and its spans; the other methods append to it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[Span] = []

    @property
    def length(self) -> int:
        return self._length

    def add(self, text: str, kind: SpanKind | None = None, url: str | None = None) -> None:
        """Adds a text unchanged; with a `kind`, as a span. The span has no address if `url` is not http or https."""
        text = printable(text)
        if not text:
            return
        if kind is not None:
            self._spans.append(Span(self._length, self._length + len(text), kind, safe_address(url)))
        self._pieces.append(text)
        self._length += len(text)

    def add_html_text(self, text: str) -> None:
        """Adds text of HTML: runs of blank space become one space, and none at the start of a line."""
        text = HTML_SPACES.sub(" ", text)
        if text.startswith(" ") and self._last in ("", "\n", " "):
            text = text[1:]
        self.add(text)

    def ensure_space(self) -> None:
        """Adds a space unless the text is empty or ends with blank space."""
        if self._last and not self._last.isspace():
            self.add(" ")

    def end_line(self) -> None:
        """Removes trailing spaces and adds a line end."""
        self._trim()
        self.add("\n")

    def start_line(self, count: int = 1) -> None:
        """Adds line ends until the text ends with `count` of them; nothing where the text is empty."""
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
            trimmed = piece.rstrip(" ")
            self._length -= len(piece) - len(trimmed)
            if trimmed:
                self._pieces.append(trimmed)

    def add_span(self, start: int, kind: SpanKind, url: str | None = None) -> None:
        """Adds a span from `start` to the end of the text."""
        if start < self._length:
            self._spans.append(Span(start, self._length, kind, safe_address(url)))

    def build(self) -> tuple[str, tuple[Span, ...]]:
        """Text and spans; spans over nothing but blank space at the ends are left out."""
        text = "".join(self._pieces)
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        moved = (replace(span, start=max(0, span.start - lead), end=min(len(text), span.end - lead)) for span in self._spans)
        return text, tuple(sorted((span for span in moved if span.start < span.end), key=lambda span: span.start))
