"""Outlines and headings: each bullet of an outliner is a post, and a heading begins the post below it."""

from __future__ import annotations

from domain.shapes.post import Post
from tests.workers.pasting import paste
from workers.sources.pasted.headings import join_headings
from workers.sources.pasted.outline import posts_of_outline


def texts(text: str) -> list[str]:
    return [point.text for point in paste(text).points]


def test_each_bullet_of_an_outline_is_a_post() -> None:
    text = "- The pumps run at night.\n\t- cheap power\n- They store power as height.\n- Nobody asks."
    assert texts(text) == [
        "The pumps run at night.\n- cheap power",
        "They store power as height.",
        "Nobody asks.",
    ]


def test_a_list_of_short_items_is_no_outline() -> None:
    assert posts_of_outline("- a roof\n- a wheel\n- a miller") is None


def test_a_list_behind_a_sentence_is_no_outline() -> None:
    assert posts_of_outline("What the mill needs to run again:\n- a roof that holds.\n- a wheel that turns.") is None


def test_a_heading_begins_the_post_below_it() -> None:
    assert texts("## The roof\n\nIt holds.\n\n## The wheel\n\nIt turns.") == ["The roof\n\nIt holds.", "The wheel\n\nIt turns."]


def test_a_heading_at_the_end_stays_with_the_last_post() -> None:
    posts = join_headings([Post("It holds."), Post("# Thanks")])
    assert [post.text for post in posts] == ["It holds.\n\nThanks"]


def test_headings_alone_stay_as_they_are() -> None:
    posts = (Post("# One"), Post("# Two"))
    assert join_headings(posts) == posts
