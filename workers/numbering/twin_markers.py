"""A second number at a post's other end, which says the same as its marker: "1) The wall ... 1/4"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.shapes.post import Post
from workers.numbering.candidate import Candidate, Place
from workers.numbering.induced import induced_candidates, is_bare
from workers.numbering.lines import lines_of
from workers.numbering.marker_search import leading_candidate, trailing_candidate
from workers.numbering.stripping import remark_post, strip_marker

FEWEST: Final = 2  # posts with a second number
SHARE: Final = 0.75  # of the posts with a marker


def without_twin_markers(posts: Sequence[Post]) -> tuple[Post, ...]:
    """The posts without second numbers, where nearly all that have a marker have one in the same form."""
    ends_of = [_twins(post) for post in posts]
    families = Counter(family for twins in ends_of for family in {twin.family for twin in twins})
    marked = sum(post.marker is not None for post in posts)
    family, count = families.most_common(1)[0] if families else ("", 0)
    if count < FEWEST or count < SHARE * marked:
        return tuple(posts)
    chosen = (next((twin for twin in twins if twin.family == family), None) for twins in ends_of)
    return tuple(_without(post, twin) if twin else post for post, twin in zip(posts, chosen, strict=True))


def _twins(post: Post) -> list[Candidate]:
    """What at either end of the text that is left has the number of the post's marker."""
    if post.marker is None:
        return []
    lines = lines_of(post.text)
    if not lines:
        return []
    listed = (leading_candidate(post.text, lines[0], 0), trailing_candidate(post.text, lines[-1], 0))
    own = (end for line in (lines[0], lines[-1]) for end in induced_candidates(post.text, line, 0))
    return [end for end in (*listed, *own) if end and end.number == post.marker.number and _may_go(end, post.text, len(lines))]


def _may_go(end: Candidate, text: str, lines: int) -> bool:
    """Whether a number is no word of a sentence ("Use version 1."), and not all that is left."""
    ends_sentence = end.place is Place.TRAILING and not end.own_line and text[end.start : end.end].rstrip().endswith(".")
    return not is_bare(end) and not end.spoken and not ends_sentence and (lines > 1 or not end.own_line)


def _without(post: Post, twin: Candidate) -> Post:
    text, spans = strip_marker(post.text, twin, post.spans)
    return remark_post(post, replace(post, text=text, spans=spans), twin.of)
