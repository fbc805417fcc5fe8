"""A copied page as lines, for recognising its furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workers.numbering.lines import Line, lines_of
from workers.sources.thread_reader.boilerplate import LONGEST

MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[*_]{1,2}(?=[^*_]))|(?<=[^*_])[*_]{1,2}$")


@dataclass(frozen=True, slots=True)
class PageLines:
    """A text and its lines that are not blank."""

    text: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, text: str) -> PageLines:
        return cls(text, tuple(lines_of(text)))

    def words(self, index: int) -> str:
        """A line without the space and the marks of Markdown round it; nothing for a line too long to be furniture."""
        line = self.lines[index]
        if line.end - line.start > LONGEST:
            return ""
        return MARKDOWN.sub("", self.text[line.start : line.end].strip()).strip()

    def search(self, pattern: re.Pattern[str], start: int = 0, stop: int | None = None) -> Iterator[int]:
        """The lines that are, whole, what the pattern says."""
        last = len(self.lines) if stop is None else stop
        return (index for index in range(start, last) if pattern.fullmatch(self.words(index)))

    def first(self, pattern: re.Pattern[str], start: int = 0, stop: int | None = None) -> int | None:
        return next(self.search(pattern, start, stop), None)
