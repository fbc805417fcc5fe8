"""Numbers that are nobody's numbering, and numberings with faults."""

from __future__ import annotations

import pytest

from tests.workers.pasting import paste, read
from workers.numbering.posts import numbers_in

NOT_NUMBERING = {
    "thirds": "3/3 of them came.\n\n2/3 of them stayed.\n\n1/3 of them spoke.",
    "verses": "3: In the beginning.\n\n4: And then.\n\n5: And at last.",
    "scores": "2 - 1 it was.\n\n3 - 1 a minute later.\n\nThen it rained.",
    "two headings": "一、你好\n\n二、再见\n\n好",
    "a list under a text": "Teams.\n\nSilos.\n\n① walls\n\n② doors\n\n③ roofs",
    "dates": "12/24 was a Friday.\n\n12/25 was Christmas.\n\n1/1 was a Saturday.",
    "long dates": "1/2/2021 began it.\n\n2/2/2021 went on.\n\n3/2/2021 ended it.",
    "years": "2019. The team grew.\n\n2020. It shrank.\n\n2021. It learned.",
    "fractions": "1/2 of the teams said yes.\n\n2/3 of them meant it.\n\n3/4 of those left.",
    "shares": "1/4 of all founders fail early.\n\n3/4 of them never write why.\n\nThat is a pity.",
    "shares of one whole": "1/3 of the market is ours.\n\nThe rest is not.\n\n2/3 is a lot.",
    "shares with a verb": "1/4 of founders fail.\n\nThat is a shame.\n\n3/4 never write about it.",
    "shares of a cup": "1/4 cup of doubt\n\n2/4 cup of hope\n\nStir.",
    "eighths": "1/8 stayed.\n\n3/8 left.\n\n5/8 had never come.",
    "a date": "1/1 is a holiday.\n\nSo we wrote nothing.",
    "ratings": "Discovery: 4/10\n\nDelivery: 7/10\n\nCoffee: 9/10",
    "always open": "24/7 support is no strategy.\n\nNeither is 9/5.\n\n24/7 again.",
    "decimals": "1.5 people work on it.\n\n2.5 people talk of it.\n\n3.5 pay for it.",
    "versions": "1.0 was fine.\n\n1.1 was better.\n\n2.0 was never finished.",
    "prices": "We paid $1.\n\nThen $2.\n\nThen $3.",
    "tallies": "28/100 #100DaysOfCode\n\nI wrote a loop.\n\n29/100 #100DaysOfCode\n\nI left the loop.",
    "tallies at the end": "I wrote a loop. 28/100 #100DaysOfCode\n\nI left the loop. 30/100 #100DaysOfCode",
    "addresses": "see example.org/1\n\nsee example.org/2\n\nsee example.org/3",
    "and so on": "and/or\n\neither/or\n\n50/50\n\n20/80",
    "a lone bracket": "We shipped (1)\n\nWe learned (2)\n\nWe slept (3)",
}


@pytest.mark.parametrize("text", NOT_NUMBERING.values(), ids=NOT_NUMBERING)
def test_is_no_numbering(text: str) -> None:
    version = paste(text)
    assert [point.text for point in version.points] == text.split("\n\n")
    assert {point.number for point in version.points} == {None}
    assert version.completeness.verdict == "unknown"


def test_a_list_inside_one_post_is_one_post() -> None:
    for text in ("Three things:\n1. look\n2. listen\n3. ask", "Three things:\n1) look\n2) listen\n3) ask"):
        assert [point.text for point in paste(text).points] == [text]


def test_a_list_at_the_end_of_an_unnumbered_text_is_a_list() -> None:
    text = "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\n1. Look here\n\n2. Look there"
    assert {point.number for point in paste(text).points} == {None}


def test_lists_inside_of_numbered_posts_stay_inside() -> None:
    text = (
        "Teams. Look:\n\n1) a goal\n2) a reason\n\n(1/3)\n\nSilos:\n\n1) walls\n2a) doors\n2b) windows\n3) roofs\n\n(2/3)\n\n"
        "So:\n1. look\n2. listen\n3. ask\n4. wait\n\n(3/3)"
    )
    points = paste(text).points
    assert [point.number for point in points] == [1, 2, 3]
    assert points[1].text == "Silos:\n\n1) walls\n2a) doors\n2b) windows\n3) roofs"


def test_a_list_of_the_same_style_inside_of_a_post_is_no_new_post() -> None:
    text = "1. Look at these:\n1. walls\n2. doors\n3. roofs\n\n2. Then at those.\n\n3. Then rest."
    points = paste(text).points
    assert [point.number for point in points] == [1, 2, 3]
    assert points[0].text == "Look at these:\n1. walls\n2. doors\n3. roofs"


def test_one_post_a_line() -> None:
    assert [point.text for point in paste("1. Look\n2. Listen\n3. Ask").points] == ["Look", "Listen", "Ask"]
    assert [point.text for point in paste("1/ Look\n2/ Listen\n3/ Ask").points] == ["Look", "Listen", "Ask"]


def test_fractions_and_dates_between_numbers_stay_text() -> None:
    text = "1/ On 12/24 we met.\n\n9/11 was a Tuesday.\n\n2/ We were open\n24/7 then.\n\n3/ Half, 1/2,\n1/2 of us."
    assert [point.number for point in paste(text).points] == [1, 2, 3]


def test_another_thread_after_the_last_number_is_left_out() -> None:
    version = paste("Teams. (1/2)\n\nSilos. (2/2)\n\nOther words. (1/3)\n\nMore of them. (2/3)")
    assert [point.text for point in version.points] == ["Teams.", "Silos."]
    assert version.dropped == ("Other words. (1/3)", "More of them. (2/3)")
    assert "second_thread" in {reason.code for reason in version.completeness.reasons}


def test_a_fraction_after_the_last_number_begins_no_thread() -> None:
    assert paste("a (1/2)\n\nb (2/2)\n\nNow I am down to half (1/2)").points[2].text == "Now I am down to half (1/2)"


def test_a_text_pasted_twice_is_one_thread() -> None:
    once = "1/2 Teams.\n\n2/2 Silos."
    version = paste(f"{once}\n\n{once}")
    assert [point.text for point in version.points] == ["Teams.", "Silos."]
    assert "pasted_twice" in {reason.code for reason in version.completeness.reasons}


def test_a_post_that_stands_twice_is_left_out_once() -> None:
    version = paste("Teams. (1/3)\n\nSilos. (2/3)\n\nSilos. (2/3)\n\nDoors. (3/3)")
    assert [point.text for point in version.points] == ["Teams.", "Silos.", "Doors."]
    assert version.dropped == ("Silos. (2/3)",)
    assert version.completeness.verdict == "complete"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1/4 a\n\n3/4 c\n\n2/4 b\n\n4/4 d", [1, 3, 2, 4]),
        ("1/ a\n\n3/ c\n\n2/ b\n\n4/ d", [1, 3, 2, 4]),
        ("3/3 c\n\n2/3 b\n\n1/3 a", [3, 2, 1]),
        ("c (3/3)\n\nb (2/3)\n\na (1/3)", [3, 2, 1]),
        ("b (2/4)\n\na (1/4)\n\nd (4/4)\n\nc (3/4)", [2, 1, 4, 3]),
        ("c 2/3\n\na 0/3\n\nd 3/3\n\nb 1/3", [2, 0, 3, 1]),
    ],
)
def test_numbers_out_of_order_are_all_found_and_reported(text: str, numbers: list[int]) -> None:
    version = paste(text)
    assert [point.number for point in version.points] == numbers
    assert {point.role.value for point in version.points} == {"point"}
    assert all(len(point.text) == 1 for point in version.points)
    assert version.completeness.missing == ()
    assert version.completeness.verdict == ("complete" if version.completeness.declared else "unknown")
    assert "out_of_order" in {reason.code for reason in version.completeness.reasons}


def test_an_opening_before_numbers_out_of_order_stands_for_none_of_them() -> None:
    version = paste("Hear me out.\n\nb (2/3)\n\na (1/3)\n\nc (3/3)")
    assert [(point.role.value, point.number) for point in version.points][1:] == [("point", 1), ("point", 3)]
    assert version.points[0].text == "Hear me out.\n\nb"


def test_two_posts_of_one_number_are_both_kept() -> None:
    version = paste("Teams. (1/3)\n\nSilos. (2/3)\n\nWalls. (2/3)\n\nDoors. (3/3)")
    assert [(point.number, point.text) for point in version.points] == [
        (1, "Teams."),
        (2, "Silos."),
        (2, "Walls."),
        (3, "Doors."),
    ]
    assert "number_twice" in {reason.code for reason in version.completeness.reasons}


def test_other_ways_of_writing_fill_a_hole() -> None:
    assert [point.number for point in paste("1/ a\n\n2/10) b\n\n3) c\n\n4/ d").points] == [1, 2, 3, 4]
    assert [point.number for point in paste("A thread 🧵 1/\n\n2/ b\n\n3/ c").points] == [1, 2, 3]


def test_a_first_post_without_a_number_is_point_one() -> None:
    version = paste("Hear me out.\n\n2/ b\n\n3/ c")
    assert [(point.number, point.role.value) for point in version.points] == [(None, "point"), (2, "point"), (3, "point")]
    assert version.completeness.missing == ()
    assert "number_absent" in {reason.code for reason in version.completeness.reasons}


def test_a_post_whose_number_was_forgotten_fills_its_hole() -> None:
    for text in ("1/4 a\n\nb\n\n3/4 c\n\n4/4 d", "a (1/4)\n\nb\n\nc (3/4)\n\nd (4/4)", "a (1/4)\nb\nc (3/4)\nd (4/4)"):
        version = paste(text)
        assert [(point.number, point.text) for point in version.points] == [(1, "a"), (None, "b"), (3, "c"), (4, "d")]
        assert {point.role.value for point in version.points} == {"point"}
        assert (version.completeness.verdict, version.completeness.missing) == ("complete", ())


def test_a_row_before_sentences_is_believed_with_a_hole() -> None:
    complete = "1/4 Teams fail.\n\n2/4 Silos grow.\n\n3/4 Walls too.\n\n4/4 Doors help."
    assert [point.number for point in paste(complete).points] == [1, 2, 3, 4]
    holed = paste("1/4 Teams fail.\n\n3/4 Walls grow.\n\n4/4 Doors help.")
    assert [point.number for point in holed.points] == [1, 3, 4]
    assert holed.completeness.missing == (2,)


def test_an_author_who_writes_no_capitals_is_believed() -> None:
    text = "1/5 so i was thinking\n\n2/5 of walls\n\n3/5 and of doors\n\n5/5 that is it"
    assert [point.number for point in paste(text).points] == [1, 2, 3, 5]


def test_one_post_that_says_it_is_one_of_one_is_the_whole_thread() -> None:
    version = paste("1/1 only this one")
    assert [(point.number, point.of, point.text) for point in version.points] == [(1, 1, "only this one")]
    assert version.completeness.verdict == "complete"


def test_a_last_post_without_a_number_fills_its_hole() -> None:
    version = paste("a (1/3)\n\nb (2/3)\n\nc")
    assert [(point.number, point.role.value) for point in version.points] == [(1, "point"), (2, "point"), (None, "point")]
    assert version.completeness.missing == ()


def test_numbers_that_are_really_missing() -> None:
    version = paste("a 1/11\n\nd 4/11\n\ng 7/11\n\nh 8/11\n\nk 11/11")
    assert [point.number for point in version.points] == [1, 4, 7, 8, 11]
    assert version.completeness.missing == (2, 3, 5, 6, 9, 10)


def test_posts_after_the_authors_last_number() -> None:
    version = paste("a (1/2)\n\nb (2/2)\n\nOne more thing.")
    assert [(point.text, point.role.value) for point in version.points] == [
        ("a", "point"),
        ("b", "point"),
        ("One more thing.", "closing"),
    ]
    assert version.completeness.verdict == "complete"


@pytest.mark.parametrize(
    "row", ["1/3 a\n\n2/3 b\n\n3/3 c", "1/ a\n\n2/ b\n\n3/ c", "1. a\n\n2. b\n\n3. c", "1/3\n\na\n\n2/3\n\nb\n\n3/3\n\nc"]
)
def test_a_block_behind_posts_of_one_block_each_is_a_closing(row: str) -> None:
    points = paste(f"{row}\n\nThanks for reading!").points
    assert [(point.role.value, point.number, point.text) for point in points] == [
        ("point", 1, "a"),
        ("point", 2, "b"),
        ("point", 3, "c"),
        ("closing", None, "Thanks for reading!"),
    ]


def test_a_block_behind_posts_with_blank_lines_inside_stays_with_the_last_one() -> None:
    points = paste("1/3 a\n\naa\n\n2/3 b\n\n3/3 c\n\nThanks or more of c").points
    assert [point.text for point in points] == ["a\n\naa", "b", "c\n\nThanks or more of c"]


@pytest.mark.parametrize("end", ["Look at these:\n\nWalls and doors", "Look at these.\n\n- walls\n- doors"])
def test_what_the_last_post_announces_is_its_own(end: str) -> None:
    assert paste(f"1/3 a\n\n2/3 b\n\n3/3 {end}").points[-1].text == end


def test_a_block_behind_the_last_but_one_number_is_the_last_post() -> None:
    version = paste("1/4 a\n\n2/4 b\n\n3/4 c\n\nd")
    assert [(point.number, point.role.value, point.text) for point in version.points][-1] == (None, "point", "d")
    assert version.completeness.missing == ()


def test_totals_that_disagree_are_reported() -> None:
    version = paste("a (1/3)\n\nb (2/3)\n\nc (3/3)\n\nd (4/4)")
    assert [point.number for point in version.points] == [1, 2, 3, 4]
    assert version.completeness.declared == 4
    assert "totals_differ" in {reason.code for reason in version.completeness.reasons}


def test_rules_separate_what_nothing_else_does() -> None:
    version = paste("Teams.\n--\nSilos.\n--\nDoors.")
    assert [point.text for point in version.points] == ["Teams.", "Silos.", "Doors."]


@pytest.mark.parametrize("rule", ["---", "* * *", "• • •", "--", "***"])
def test_a_rule_that_only_separates_is_kept_among_what_was_left_out(rule: str) -> None:
    for text in (f"1/ Teams.\n\n{rule}\n\n2/ Silos.", f"Teams.\n\n{rule}\n\nSilos."):
        version = paste(text)
        assert [point.text for point in version.points] == ["Teams.", "Silos."]
        assert version.dropped == (rule,)


def test_rules_between_numbered_posts_find_the_unnumbered() -> None:
    version = paste("1/ a\n---\nb\n\nbb\n---\n3/ c\n\ncc\n---\nthanks")
    assert [(p.number, p.role.value, p.text) for p in version.points] == [
        (1, "point", "a"),
        (None, "point", "b\n\nbb"),
        (3, "point", "c\n\ncc"),
        (None, "closing", "thanks"),
    ]


def test_rules_inside_of_numbered_posts_are_the_authors() -> None:
    version = paste("1/ a\n---\nb\n\n2/ c\n---\nd\n\n3/ e")
    assert [point.text for point in version.points] == ["a\n---\nb", "c\n---\nd", "e"]


def test_one_number_alone_means_something_only_at_an_end() -> None:
    assert paste("1/ Here begins a thread.").points[0].number == 1
    assert paste("Here begins one. (1/9)").completeness.missing == tuple(range(2, 10))
    assert paste("I rate it (3/5)").points[0].text == "I rate it (3/5)"


@pytest.mark.parametrize(
    "text",
    [
        "1/4 of all founders fail early.\n\n3/4 of them never write why.\n\nThat is a pity.",
        "1/3 of the market is ours.\n\nThe rest is not.\n\n2/3 is a lot.",
    ],
)
def test_shares_of_something_number_nothing(text: str) -> None:
    assert [post.text for post in read(text).posts] == text.split("\n\n")
    assert set(numbers_in(text.split("\n\n"))) == {None}
