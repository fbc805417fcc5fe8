"""Posts whose numbers betray that a line or a post is not the author's."""

from __future__ import annotations

import pytest

from domain.shapes.post import Marker, Post
from domain.shapes.reading import Reading, Site
from workers.sources.pasted.doubtful_posts import doubtful_posts


@pytest.mark.parametrize(
    ("texts", "conversation", "positions"),
    [
        (("The kiln was cold 1/3", "We lit it twice 2/3", "And it held 3/3"), True, []),
        (("The kiln was cold 1/3\nPottery Weekly", "We lit it twice 2/3", "And it held 3/3"), True, [1]),
        (("The kiln was cold 1/3", "Yes, on Tuesday", "We lit it twice 2/3", "And it held 3/3"), True, [2]),
        (("The kiln was cold 1/3", "Yes, on Tuesday", "We lit it twice 2/3", "And it held 3/3"), False, []),
        (("The kiln was cold 1/3", "We lit it twice 2/3", "And it held 3/3", "Thanks for reading"), True, []),
        (("The kiln was cold 1/2", "And it held 2/2", "Thanks for reading", "Yes, on Tuesday"), True, [3, 4]),
        (("A story about a kiln", "The kiln was cold 1/2", "And it held 2/2"), True, []),
        (("The kiln was cold", "We lit it twice"), True, []),
        (("Mira Holm:", "The kiln was cold 1/2", "And it held 2/2"), False, [1]),
        (("What I know of kilns:", "The kiln was cold 1/2", "And it held 2/2"), False, []),
        (
            ("1/2 The kiln was cold", "2/2 And it held", "Follow me", "More soon", "Bye", "Notes", "Home"),
            False,
            [3, 4, 5, 6, 7],
        ),
    ],
)
def test_a_post_that_does_not_fit_the_authors_numbers_is_doubted(
    texts: tuple[str, ...], conversation: bool, positions: list[int]
) -> None:
    assert [position for position, _ in doubtful_posts(Reading(Site.X, tuple(map(Post, texts))), conversation)] == positions


def test_posts_behind_the_last_number_contradict_the_pages_count() -> None:
    posts = tuple(map(Post, ("1/2 The kiln was cold", "2/2 And it held", "Bookmark")))
    assert [position for position, _ in doubtful_posts(Reading(Site.X, posts, declared=2), False)] == [3]
    assert not list(doubtful_posts(Reading(Site.X, posts, declared=3), False))


@pytest.mark.parametrize(("below", "positions"), [("A card's title", [2]), ("#kilns https://kiln.example", [])])
def test_words_below_the_number_at_a_posts_end_are_doubted(below: str, positions: list[int]) -> None:
    last = Post(f"It held\n{below}", marker=Marker(2, 2, 7, " (2 of 2)", 0))
    posts = (Post("It was cold", marker=Marker(1, 2, 11, " (1 of 2)", 0)), last)
    assert last.full_text == f"It held (2 of 2)\n{below}"
    assert [position for position, _ in doubtful_posts(Reading(Site.X, posts), True)] == positions
