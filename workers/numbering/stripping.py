"""Takes a post's marker out of its text, and moves its spans accordingly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.shapes.post import Marker, Post, Span
from workers.numbering.candidate import Candidate
from workers.numbering.styles import DIRECTION, UNSEEN


def mark_post(post: Post, candidate: Candidate | None) -> Post:
    """The post with its marker as data instead of in its text, and without blank space at either end of the text.

    The candidate's offsets are those of `post.text`; None for a post without a number.
    """
    text, spans = strip_marker(post.text, candidate, post.spans)
    if candidate is None:
        return replace(post, text=text, spans=spans)
    return replace(
        post, text=text, spans=spans, marker=Marker(candidate.number, candidate.of, *_removed(post.text.strip(), text))
    )


def remark_post(post: Post, shortened: Post, of: int | None) -> Post:
    """The shortened post with the marker of the one that it was, which holds all that is no longer in its text."""
    marker = post.marker
    if marker is None:
        return shortened
    return replace(shortened, marker=Marker(marker.number, marker.of or of, *_removed(post.full_text.strip(), shortened.text)))


def strip_marker(text: str, marker: Candidate | None, spans: Sequence[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """The text without the marker and the space round it, and without blank space at either end.

    Where words stand on both sides of the marker, the space before it stays between them; marks of direction always stay.
    Spans are half-open, in code points; one that held nothing but the marker is dropped.
    """
    removed = list(_removed_positions(text, marker)) if marker and not marker.spoken else []
    removed_set = frozenset(removed)
    first, last = (removed[0], removed[-1] + 1) if removed else (0, 0)
    joined = text[:first] + "".join(text[at] for at in range(first, last) if at not in removed_set) + text[last:]
    lead = len(joined) - len(joined.lstrip())
    result = joined.strip()

    def moved(at: int) -> int:
        return min(max(at - bisect_left(removed, at) - lead, 0), len(result))

    shifted = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans)
    return result, tuple(span for span in shifted if span.start < span.end)


def _removed_positions(text: str, marker: Candidate) -> Iterator[int]:
    """The positions to remove, rising: the marker, and the space on one side of it or on both."""
    left, right = marker.start, marker.end
    while left and _is_unseen(text[left - 1]):
        left -= 1
    while right < len(text) and _is_unseen(text[right]):
        right += 1
    between = left > 0 and right < len(text)
    spaced = between and any(letter.isspace() for letter in text[left : marker.start])
    for at in range(left, right):
        inside = marker.start <= at < marker.end
        stays = between and (at < marker.start if spaced else at >= marker.end)
        if inside or not (stays or text[at] in DIRECTION):
            yield at


def _is_unseen(letter: str) -> bool:
    return letter.isspace() or letter in UNSEEN


def _removed(before: str, after: str) -> tuple[int, str, int]:
    """The stretch of `before` that is not in `after`: its start, its text, and how many code points of `after` replace it."""
    start = _common_length(before, after)
    end = _common_length(before[start:][::-1], after[start:][::-1])
    return start, before[start : len(before) - end], len(after) - end - start


def _common_length(one: str, other: str) -> int:
    """How many code points two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
