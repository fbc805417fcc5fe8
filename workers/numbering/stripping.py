"""A post's text without its marker, and its spans where they then are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.shapes.post import Span
from workers.numbering.marker import Marker
from workers.numbering.styles import DIRECTION, UNSEEN


def stripped(text: str, marker: Marker | None, spans: Sequence[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """The author's words: without the marker and the space round it, and without blank space at either end.

    Where words stand on both sides of it, the space before it stays between them; marks of direction always stay. Spans are
    half-open, in code points; one that held nothing but the marker is gone.
    """
    gone = list(_gone(text, marker)) if marker and not marker.spoken else []
    lost = frozenset(gone)
    first, last = (gone[0], gone[-1] + 1) if gone else (0, 0)
    joined = text[:first] + "".join(text[at] for at in range(first, last) if at not in lost) + text[last:]
    lead = len(joined) - len(joined.lstrip())
    result = joined.strip()

    def moved(at: int) -> int:
        return min(max(at - bisect_left(gone, at) - lead, 0), len(result))

    shifted = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans)
    return result, tuple(span for span in shifted if span.start < span.end)


def _gone(text: str, marker: Marker) -> Iterator[int]:
    """Where in the text stands what goes, in rising order: the marker, and the space on one side of it or on both."""
    left, right = marker.start, marker.end
    while left and _empty(text[left - 1]):
        left -= 1
    while right < len(text) and _empty(text[right]):
        right += 1
    between = left > 0 and right < len(text)
    spaced = between and any(letter.isspace() for letter in text[left : marker.start])
    for at in range(left, right):
        inside = marker.start <= at < marker.end
        kept = between and (at < marker.start if spaced else at >= marker.end)
        if inside or not (kept or text[at] in DIRECTION):
            yield at


def _empty(letter: str) -> bool:
    return letter.isspace() or letter in UNSEEN
