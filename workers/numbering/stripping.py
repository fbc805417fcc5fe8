"""A post's text without its marker, and its spans where they then are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.shapes.post import Span
from workers.numbering.marker import Marker


def stripped(text: str, marker: Marker | None, spans: Sequence[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """The author's words: without the marker and the space round it, and without blank space at either end.

    Where words stand on both sides of it, the space before it stays between them. Spans are half-open, in code points; one
    that held nothing but the marker is gone.
    """
    start, end = (marker.start, marker.end) if marker and not marker.spoken else (0, 0)
    before, after = text[:start].rstrip(), text[end:].lstrip()
    space = text[len(before) : start] or text[end : len(text) - len(after)] if before and after else ""
    joined = before + space + after
    lead = len(joined) - len(joined.lstrip())
    result = joined.strip()
    resume = len(text) - len(after)
    back = resume - len(before) - len(space)

    def moved(at: int) -> int:
        new = at if at <= len(before) else max(at - back, len(before) + len(space))
        return min(max(new - lead, 0), len(result))

    shifted = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans)
    return result, tuple(span for span in shifted if span.start < span.end)
