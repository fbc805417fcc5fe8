"""Posts whose numbers betray that a line or a post is not the author's."""

from __future__ import annotations

import pytest

from domain.shapes.post import Post
from workers.sources.pasted.doubtful_posts import doubtful_posts


@pytest.mark.parametrize(
    ("texts", "conversation", "positions"),
    [
        (("The kiln was cold 1/3", "We lit it twice 2/3", "And it held 3/3"), True, []),
        (("The kiln was cold 1/3\nPottery Weekly", "We lit it twice 2/3", "And it held 3/3"), True, [1]),
        (("The kiln was cold 1/3", "Yes, on Tuesday", "We lit it twice 2/3", "And it held 3/3"), True, [2]),
        (("The kiln was cold 1/3", "Yes, on Tuesday", "We lit it twice 2/3", "And it held 3/3"), False, []),
        (("The kiln was cold 1/3", "We lit it twice 2/3", "And it held 3/3", "Thanks for reading"), True, []),
        (("A story about a kiln", "The kiln was cold 1/2", "And it held 2/2"), True, []),
        (("The kiln was cold", "We lit it twice"), True, []),
    ],
)
def test_a_post_that_does_not_fit_the_authors_numbers_is_doubted(
    texts: tuple[str, ...], conversation: bool, positions: list[int]
) -> None:
    assert [position for position, _ in doubtful_posts([Post(text) for text in texts], conversation)] == positions
