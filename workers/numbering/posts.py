"""Finds the numbers of posts whose boundaries are known, at either end of each post. Used by unrolling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from domain.shapes.post import Marker, Post
from workers.numbering.candidate import Candidate, Strength
from workers.numbering.lines import lines_of
from workers.numbering.list_detection import is_doubtful
from workers.numbering.marker_search import leading_candidate, trailing_candidate
from workers.numbering.selection import complete_run
from workers.numbering.sequences import Run, best_run, is_plausible, main_run, runs_of
from workers.numbering.stripping import mark_post
from workers.numbering.unordered import unordered_row

ENDS = 4000  # code points at either end of a post in which its first and last line are searched


def number_posts(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Finds the author's numbers in the texts of posts, and takes them out of the texts (`Post.marker`).

    A post that has a marker keeps it. Nothing is added where the texts together contradict such a marker.
    """
    candidates = numbers_in([post.full_text for post in posts])
    if any(_contradicts(candidate, post.marker) for post, candidate in zip(posts, candidates, strict=True)):
        candidates = (None,) * len(posts)
    return tuple(post if post.marker else mark_post(post, candidate) for post, candidate in zip(posts, candidates, strict=True))


def _contradicts(candidate: Candidate | None, marker: Marker | None) -> bool:
    return candidate is not None and marker is not None and candidate.number != marker.number


def numbers_in(texts: Sequence[str]) -> tuple[Candidate | None, ...]:
    """For each text the author's marker in it, or None. Its `line` is the index of the text, its offsets are the text's."""
    families: dict[str, list[Candidate]] = defaultdict(list)
    candidates: list[Candidate] = []
    for index, text in enumerate(texts):
        for marker in _ends(text, index):
            families[marker.family].append(marker)
            candidates.append(marker)
    mains = (main_run([run for run in runs_of(markers) if _is_believable(run, len(texts))]) for markers in families.values())
    chosen = best_run(main for main in mains if main)
    unordered = unordered_row(candidates)
    row: tuple[Candidate, ...] = ()
    if len(unordered) > (len(chosen.markers) if chosen else 0):
        row = unordered
    elif chosen:
        row = complete_run(chosen, candidates)
    by_index = {marker.line: marker for marker in row}
    return tuple(by_index.get(index) for index in range(len(texts)))


def _ends(text: str, index: int) -> list[Candidate]:
    """The candidates at a post's start and at its end."""
    offset = max(0, len(text) - ENDS)
    head, tail = lines_of(text[:ENDS]), lines_of(text[offset:])
    leading = leading_candidate(text, head[0], index) if head else None
    trailing = trailing_candidate(text[offset:], tail[-1], index) if tail else None
    if trailing:
        trailing = replace(trailing, start=trailing.start + offset, end=trailing.end + offset)
    return [marker for marker in (leading, trailing) if marker]


def _is_believable(run: Run, posts: int) -> bool:
    if run.first.strength is Strength.WEAK:
        return not is_doubtful(run) and len(run.markers) > 1 and run.first.number <= 2 and len(run.markers) * 2 >= posts
    return is_plausible(run)
