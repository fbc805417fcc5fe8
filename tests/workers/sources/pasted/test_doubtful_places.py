"""Lines that are doubted for where they stand: at the end of a page's last post, and behind a page's lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workers.sources.pasted.doubtful_places import behind_page_lines, foot_above_page
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.place import Place

POINT, DROPPED = Place.POINT, Place.DROPPED


@pytest.mark.parametrize(
    ("last", "foot"),
    [
        (["Vaont", "Nodo peke"], [1, 2]),
        (["타바", "차나무의"], [1, 2]),
        (["Vaont."], []),
        (["- one", "- two"], []),
        (["Vaont"], []),
    ],
)
def test_lines_as_short_as_buttons_above_the_rest_of_a_page(last: Sequence[str], foot: Sequence[int]) -> None:
    page = LabelledText("\n".join(["The crane has a nest in it.", *last, "Terms of Service"]))
    assert sorted(foot_above_page(page, [*[True] * (len(last) + 1), False])) == list(foot)


def test_a_texts_own_end_is_no_foot_of_a_page() -> None:
    assert not list(foot_above_page(LabelledText("The crane has a nest in it.\nVaont\nNodo peke"), [True] * 3))


def test_words_behind_counts_and_buttons_have_no_header() -> None:
    lines = ["Ada Quill", "@adaquill", "The crane has a nest in it.", "12", "Like", "Share", "Which crane is it then?"]
    places = [DROPPED, DROPPED, POINT, DROPPED, DROPPED, DROPPED, POINT]
    assert list(behind_page_lines(LabelledText("\n".join(lines)), places, one_header=False)) == [6]
