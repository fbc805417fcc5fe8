"""Finds the numbers of posts whose boundaries are known, at either end of each post. Used by unrolling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from domain.shapes.post import Marker, Post
from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.induced import induced_candidates, is_bare
from workers.numbering.induced_rows import explains_more, rank, rises, without_listed
from workers.numbering.last_of_open_row import with_last
from workers.numbering.lines import Line, lines_of
from workers.numbering.list_detection import is_doubtful
from workers.numbering.marker_search import leading_candidate, trailing_candidate
from workers.numbering.selection import complete_run
from workers.numbering.sequences import Run, best_run, is_plausible, main_run, runs_of
from workers.numbering.stripping import mark_post
from workers.numbering.styles import AFTERWORD
from workers.numbering.twin_markers import without_twin_markers
from workers.numbering.unordered import unordered_row

ENDS = 4000  # code points at either end of a post in which its first and last line are searched


def number_posts(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Finds the author's numbers in the texts of posts, and takes them out of the texts (`Post.marker`).

    A post that has a marker keeps it. Nothing is added where the texts together contradict such a marker.
    """
    candidates = numbers_in([post.full_text for post in posts])
    if any(_contradicts(candidate, post.marker) for post, candidate in zip(posts, candidates, strict=True)):
        candidates = (None,) * len(posts)
    marked = (post if post.marker else mark_post(post, candidate) for post, candidate in zip(posts, candidates, strict=True))
    return without_twin_markers(tuple(marked))


def _contradicts(candidate: Candidate | None, marker: Marker | None) -> bool:
    return candidate is not None and marker is not None and candidate.number != marker.number


def numbers_in(texts: Sequence[str]) -> tuple[Candidate | None, ...]:
    """For each text the author's marker in it, or None. Its `line` is the index of the text, its offsets are the text's."""
    return _numbers_in(tuple(texts))


@lru_cache(maxsize=4)  # each way to read a text numbers the same posts
def _numbers_in(texts: tuple[str, ...]) -> tuple[Candidate | None, ...]:
    listed = [marker for index, text in enumerate(texts) for marker in _candidates(text, index, _listed)]
    found = ((text, marker) for index, text in enumerate(texts) for marker in _candidates(text, index, induced_candidates))
    own = [marker for text, marker in found if text[: marker.start].strip() or text[marker.end :].strip()]
    row = _listed_row(listed, len(texts))
    induced = _induced_row(without_listed(own, listed), len(texts))
    if induced and (not row or explains_more(induced, row)):
        row = complete_run(induced, listed)
    if _is_one_list(row, texts):
        row = ()
    by_index = {marker.line: marker for marker in with_last(row, _last_line(row, texts))}
    return tuple(by_index.get(index) for index in range(len(texts)))


def _last_line(row: Sequence[Candidate], texts: Sequence[str]) -> Iterator[tuple[str, Line, int]]:
    """The line of the last post at the end of which the markers of the row stand."""
    leading = row[-1].place is Place.LEADING
    text = texts[-1][:ENDS] if leading else texts[-1]
    if lines := lines_of(text):
        yield text, lines[0 if leading else -1], len(texts) - 1


def _listed_row(candidates: Sequence[Candidate], posts: int) -> tuple[Candidate, ...]:
    """The row in styles of the tables; empty where there is none."""
    families: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        families[candidate.family].append(candidate)
    mains = (main_run([run for run in runs_of(markers) if _is_believable(run, posts)]) for markers in families.values())
    chosen = best_run(main for main in mains if main)
    unordered = unordered_row(candidates)
    if len(unordered) > (len(chosen.markers) if chosen else 0):
        return unordered
    return complete_run(chosen, candidates) if chosen else ()


def _induced_row(candidates: Iterable[Candidate], posts: int) -> Run | None:
    """The row in a style that no table has."""
    styles: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        styles[candidate.family].append(candidate)
    runs = [run for markers in styles.values() for run in runs_of(markers) if rises(run) and _is_in_most(run, posts)]
    return max(runs, key=rank, default=None)


def _is_in_most(run: Run, posts: int) -> bool:
    """Whether a row begins in the first posts and is in half of them.

    Without a total it has to be in three quarters and without a hole: the site knows what is missing, numbers may be anything.
    """
    if run.first.line > 1 or is_bare(run.first):
        return False
    if run.first.strength is not Strength.WEAK:
        return len(run.markers) * 2 >= posts
    whole = run.last.number - run.first.number + 1 == len(run.markers)
    return whole and len(run.markers) * 4 >= posts * 3


def _is_one_list(row: Sequence[Candidate], texts: Sequence[str]) -> bool:
    """Whether the row is a list that goes on through the posts: the numbers between two posts' stand inside the first."""
    gaps = [(one, other) for one, other in pairwise(row) if one.strength is Strength.WEAK and other.number - one.number > 1]
    return bool(gaps) and all(_items(texts[one.line], one) >= {*range(one.number, other.number)} for one, other in gaps)


def _items(text: str, marker: Candidate) -> set[int]:
    """The numbers with which lines of a post begin, written as its marker is."""
    part = text[:ENDS]
    found = (leading_candidate(part, line, 0) for line in lines_of(part))
    return {candidate.number for candidate in found if candidate and candidate.family == marker.family}


def _listed(text: str, line: Line, index: int) -> Iterator[Candidate]:
    for candidate in (leading_candidate(text, line, index), trailing_candidate(text, line, index)):
        if candidate:
            yield candidate


def _candidates(text: str, index: int, find: Callable[[str, Line, int], Iterable[Candidate]]) -> Iterator[Candidate]:
    """The candidates at a post's start and at its end."""
    offset = max(0, len(text) - ENDS)
    end = text[offset:]
    head = lines_of(text[:ENDS])
    last = next((line for line in reversed(lines_of(end)) if not _is_afterword(end[line.start : line.end])), None)
    if head:
        yield from (marker for marker in find(text, head[0], index) if marker.place is Place.LEADING)
    for marker in find(end, last, index) if last else ():
        if marker.place is Place.TRAILING:
            yield replace(marker, start=marker.start + offset, end=marker.end + offset)


def _is_afterword(line: str) -> bool:
    """Whether a line has only hashtags, addresses and words for pictures, which may stand below a trailing marker."""
    return all(AFTERWORD.fullmatch(word) for word in line.split())


def _is_believable(run: Run, posts: int) -> bool:
    if run.first.strength is Strength.WEAK:
        return not is_doubtful(run) and len(run.markers) > 1 and run.first.number <= 2 and len(run.markers) * 2 >= posts
    return is_plausible(run)
