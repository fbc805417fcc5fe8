"""The lines of a copied page, for recognising its boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workers.numbering.lines import Line, lines_of
from workers.sources.thread_reader.boilerplate import HANDLE, MAX_LENGTH

MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[*_]{1,2}(?=[^*_]))|(?<=[^*_])[*_]{1,2}$")


@dataclass(frozen=True, slots=True)
class PageLines:
    """A text and those of its lines that are not blank.

    `line_texts` are the lines without surrounding space and Markdown; "" for a line that is too long to be boilerplate.
    """

    text: str
    lines: tuple[Line, ...]
    line_texts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> PageLines:
        lines = tuple(lines_of(text))
        short = (text[line.start : line.end].strip() if line.end - line.start <= MAX_LENGTH else "" for line in lines)
        return cls(text, lines, tuple(map(without_markdown, short)))

    def line_text(self, index: int) -> str:
        """One of `line_texts`."""
        return self.line_texts[index]

    def search(self, pattern: re.Pattern[str], start: int = 0, stop: int | None = None) -> Iterator[int]:
        """The indices of the lines that match the pattern completely."""
        last = len(self.lines) if stop is None else stop
        matches = pattern.fullmatch
        return (index for index, line in enumerate(self.line_texts[start:last], start) if matches(line))

    def first(self, pattern: re.Pattern[str], start: int = 0, stop: int | None = None) -> int | None:
        return next(self.search(pattern, start, stop), None)


def without_markdown(line: str) -> str:
    """A line without the signs of Markdown round it; a handle may end with one of its own."""
    return line if HANDLE.fullmatch(line) else MARKDOWN.sub("", line).strip()
