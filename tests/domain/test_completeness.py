"""The verdict, with every signal that leads to it told in a sentence."""

from __future__ import annotations

import pytest

from domain.messages import Message
from domain.shapes.reading import Hole
from domain.shapes.thread import Completeness
from presentation.messages import sentence
from tests.workers.pasting import paste
from tests.workers.unrolling.posts import post, reading
from workers.unrolling import unroll


def verdict(*numbers: int, of: int | None = None, **changes: object) -> Completeness:
    posts = [post(number, None, f"{number}/{of or ''} words") for number in numbers]
    return unroll([reading(*posts, linked=False, **changes)]).completeness


def sentences(completeness: Completeness) -> list[str]:
    return [sentence(reason) for reason in completeness.reasons]


def test_all_numbers_of_a_total_are_proof() -> None:
    assert verdict(1, 2, 3, of=3).verdict == "complete"
    assert verdict(0, 1, 2, 3, of=3).verdict == "complete"
    assert verdict(1, of=1).verdict == "complete"


def test_a_row_from_zero_that_ends_before_its_total_lacks_the_last() -> None:
    result = verdict(0, 1, 2, of=3)
    assert (result.verdict.value, result.missing) == ("gaps", (3,))


@pytest.mark.parametrize(
    ("numbers", "missing", "sentence"),
    [
        ((1, 2, 3, 4, 5, 8, 9), (6, 7), "Points 6 and 7 are missing: the numbers jump from 5 to 8."),
        ((1, 2, 3, 5, 6, 7, 8, 9), (4,), "Point 4 is missing: the numbers jump from 3 to 5."),
        ((2, 3, 4, 5, 6, 7, 8, 9), (1,), "Point 1 is missing: the numbers begin at 2."),
        ((1, 2, 3, 4, 5, 6), (7, 8, 9), "Points 7 to 9 are missing: the author counts 9, and the last one here is 6."),
    ],
)
def test_missing_numbers_are_gaps(numbers: tuple[int, ...], missing: tuple[int, ...], sentence: str) -> None:
    result = verdict(*numbers, of=9)
    assert (result.verdict.value, result.missing, result.declared) == ("gaps", missing, 9)
    assert sentence in sentences(result)
    assert [gap.count for gap in result.gaps] == [len(missing)]


def test_a_gap_stands_after_the_last_point_before_it() -> None:
    assert [gap.after_position for gap in paste("a 1/5\n\nb 2/5\n\ne 5/5").completeness.gaps] == [2]


def test_numbers_without_a_total_prove_nothing() -> None:
    result = verdict(1, 2, 3)
    assert (result.verdict.value, result.declared) == ("unknown", None)
    assert "The author's numbers go up to 3 without saying how many there are, so more may have followed." in sentences(result)
    assert paste("a (1/n)\n\nb (2/n)").completeness.verdict == "unknown"


def test_the_end_of_a_chain_is_proof() -> None:
    assert verdict(1, 2, 3, ends=True).verdict == "complete"


def test_the_pages_count_is_proof_or_a_gap() -> None:
    assert verdict(1, 2, 3, declared=3).verdict == "complete"
    short = verdict(1, 2, 3, declared=5)
    assert (short.verdict.value, short.declared) == ("gaps", 5)
    assert "The page says 5 posts, and only 3 are here." in sentences(short)
    more = verdict(1, 2, 3, declared=2)
    assert more.verdict == "unknown"
    assert "count_differs" in {reason.code for reason in more.reasons}


@pytest.mark.parametrize(("declared", "gaps"), [(5, [(2, 2)]), (6, [(2, 2), (3, 1)])])
def test_the_posts_of_a_known_hole_are_not_counted_as_missing_twice(declared: int, gaps: list[tuple[int, int]]) -> None:
    result = verdict(1, 2, 3, declared=declared, holes=(Hole(1, 2, Message("tombstone")),))
    assert [(gap.after_position, gap.count) for gap in result.gaps] == gaps


def test_the_authors_total_goes_before_the_pages() -> None:
    assert verdict(1, 2, of=2, declared=3).declared == 2
    assert verdict(1, 2, of=2, declared=3).verdict == "gaps"


def test_a_post_of_which_only_the_beginning_was_shown_is_a_fault() -> None:
    version = unroll([reading(post(1, None, "1/2 a", truncated=True), post(2, 1, "2/2 b"), focus=1)])
    assert version.completeness.verdict == "gaps"
    assert "The end of point 1 is missing: the site showed only its beginning." in sentences(version.completeness)


def test_unnumbered_threads_say_so() -> None:
    assert "no_numbers" in {reason.code for reason in paste("a\n\nb").completeness.reasons}


def test_roles() -> None:
    text = "Before all.\n--\na 1/4\n--\nBy the way.\n--\nMore of that.\n--\nb 2/4\n--\nc 3/4\n--\nd 4/4\n--\nThanks."
    roles = [(point.role.value, point.number) for point in paste(text).points]
    assert roles == [
        ("opening", None),
        ("point", 1),
        ("aside", None),
        ("aside", None),
        ("point", 2),
        ("point", 3),
        ("point", 4),
        ("closing", None),
    ]
