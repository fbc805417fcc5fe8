"""What a person edits is applied to what was read: pure, in order, and without losing a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.edits import EditRequest, operation_from
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.errors import Invalid
from domain.shapes.edit import Facts
from domain.shapes.post import Media, MediaKind, Post, Span, SpanKind
from domain.shapes.reading import Reading, Site
from domain.shapes.thread import Point, Role, Verdict, WrittenMarker
from presentation.messages import sentence
from tests.archive.readings import point, version
from tests.domain.edits.readings import MISSPLIT, PLAIN, apply_edits, codes, cut, drop, join, paste, restore, set_facts, texts
from workers.unrolling import unroll


def test_a_missplit_paste_becomes_whole() -> None:
    read = paste(MISSPLIT)
    assert (texts(read)[1], read.completeness.missing) == ("A wall is cheap. 3/4 A gate has a keeper.", (3,))
    edited = apply_edits(read, [cut(read, 2, "3/4 A gate")])
    assert texts(edited) == ["Gates beat walls.", "A wall is cheap.", "A gate has a keeper.", "Keep the keeper."]
    assert [(item.position, item.number, item.of) for item in edited.points] == [(n, n, 4) for n in (1, 2, 3, 4)]
    assert (edited.completeness.verdict, edited.completeness.missing, edited.completeness.gaps) == (Verdict.COMPLETE, (), ())
    assert codes(edited) == ["numbers_complete", "edited"]


def test_a_number_that_the_thread_has_already_is_no_marker() -> None:
    read = paste("1/3 One wall.\n\n2/3 Two walls. 1/3 of them fell.\n\n3/3 Three walls.")
    edited = apply_edits(read, [cut(read, 2, "1/3 of")])
    assert texts(edited)[2] == "1/3 of them fell."
    assert [(item.number, item.role) for item in edited.points][2] == (None, Role.ASIDE)


def test_a_number_behind_two_posts_is_that_of_the_second() -> None:
    read = paste("Gates beat walls. 1/4\n\nA wall is cheap. 2/4 A gate has a keeper. 3/4\n\nKeep the keeper. 4/4")
    edited = apply_edits(read, [cut(read, 2, "A gate")])
    assert [(item.number, item.text) for item in edited.points][1:3] == [(2, "A wall is cheap."), (3, "A gate has a keeper.")]
    assert edited.completeness.verdict is Verdict.COMPLETE


def test_points_without_numbers_are_joined_and_counted_again() -> None:
    read = paste(PLAIN)
    edited = apply_edits(read, [join(read, 1)])
    assert texts(edited) == ["Gates beat walls, every time.\n\nA wall is cheap and tall.", "A gate has a keeper who knows you."]
    assert [item.position for item in edited.points] == [1, 2]
    assert "boundaries_guessed" in codes(edited)


def test_a_number_that_was_no_number_is_written_out_again_by_a_join() -> None:
    read = paste("1/3 I have\n\n2/3 apples and\n\n3/3 pears, and that is all of it.")
    edited = apply_edits(read, [join(read, 1)])
    assert texts(edited)[0] == "I have\n\n2/3 apples and"
    assert (edited.completeness.missing, edited.completeness.verdict) == ((), Verdict.COMPLETE)


def test_a_join_and_a_cut_at_the_same_place_give_the_number_back() -> None:
    read = paste("1/3 I have\n\n2/3 apples and\n\n3/3 pears.")
    one = apply_edits(read, [join(read, 1)])
    two = apply_edits(read, [join(read, 1), cut(one, 1, "2/3")])
    assert [(item.number, item.text) for item in two.points] == [(item.number, item.text) for item in read.points]
    assert two.completeness.verdict is Verdict.COMPLETE


def test_links_go_with_their_words() -> None:
    text = "See https://example.org/a and then https://example.org/b there."
    spans = (Span(4, 25, SpanKind.LINK, "https://example.org/a"), Span(35, 56, SpanKind.LINK, "https://example.org/b"))
    read = version(Point(1, Role.POINT, text, spans=spans), Point(2, Role.POINT, "Next."))
    edited = apply_edits(read, [cut(read, 1, "and then")])
    assert [edited.points[0].text[item.start : item.end] for item in edited.points[0].spans] == ["https://example.org/a"]
    assert [edited.points[1].text[item.start : item.end] for item in edited.points[1].spans] == ["https://example.org/b"]
    again = apply_edits(edited, [join(edited, 1)])
    assert [again.points[0].text[item.start : item.end] for item in again.points[0].spans] == [span.url for span in spans]


def test_a_link_before_a_number_that_a_join_writes_out_again_does_not_grow() -> None:
    url = "https://example.org/a"
    second = Point(2, Role.POINT, f"See {url}", 2, 3, (Span(4, 25, SpanKind.LINK, url),), marker=WrittenMarker(25, " 2/3"))
    read = version(Point(1, Role.POINT, "Gates.", 1, 3), second)
    (joined,) = apply_edits(read, [join(read, 1)]).points
    assert joined.text == f"Gates.\n\nSee {url} 2/3"
    assert [joined.text[span.start : span.end] for span in joined.spans] == [url]


def test_pictures_stay_below_the_words() -> None:
    picture = (Media(MediaKind.IMAGE, "https://example.org/a.png", "a gate"),)
    read = version(Point(1, Role.POINT, "A wall. A gate.", media=picture))
    edited = apply_edits(read, [cut(read, 1, "A gate")])
    assert [item.media for item in edited.points] == [(), picture]


def test_what_is_dropped_stands_in_dropped_and_comes_back_as_it_was() -> None:
    read = paste("1/3 Gates.\n\n2/3 Walls.\n\n3/3 Keepers.")
    dropped = apply_edits(read, [drop(read, 2)])
    assert (texts(dropped), dropped.dropped) == (["Gates.", "Keepers."], ("2/3 Walls.",))
    assert (dropped.completeness.verdict, dropped.completeness.missing) == (Verdict.GAPS, (2,))
    back = apply_edits(read, [drop(read, 2), restore(dropped, 0, 1)])
    assert back.points == read.points
    assert (back.dropped, back.completeness.verdict) == ((), Verdict.COMPLETE)


def test_a_block_that_reading_left_out_becomes_a_point_where_it_is_wanted() -> None:
    read = replace(version(point(1), point(2), point(4)), dropped=("Follow me", "3/9 Walls fall by themselves."))
    edited = apply_edits(read, [restore(read, 1, 2)])
    assert [(item.number, item.text) for item in edited.points][2] == (3, "Walls fall by themselves.")
    assert edited.dropped == ("Follow me",)
    first = apply_edits(read, [restore(read, 0, 0)])
    assert (first.points[0].text, first.points[0].role) == ("Follow me", Role.OPENING)


def test_facts_are_said_over_what_was_read_and_the_last_word_holds() -> None:
    read = paste(PLAIN)
    when = datetime(2024, 3, 1, tzinfo=UTC)
    facts = set_facts(title=" On  gates ", author="Mira", handle="@mira_holm", url="https://example.org/t", posted_at=when)
    edited = apply_edits(read, [facts, set_facts(title="On walls")])
    assert (edited.title, edited.url, edited.posted_at) == ("On walls", "https://example.org/t", when)
    assert (edited.author.name, edited.author.handle) == ("Mira", "mira_holm")
    assert edited.points == read.points


def test_gaps_that_the_source_showed_move_with_the_points() -> None:
    read = version(*(point(n) for n in (1, 2, 5)))  # with a gap that the source showed after the second
    edited = apply_edits(read, [cut(read, 1, "wörld")])
    assert [(gap.after_position, gap.code) for gap in edited.completeness.gaps if gap.code == "more_not_loaded"] == [
        (3, "more_not_loaded")
    ]


def test_operations_follow_each_other() -> None:
    read = paste(PLAIN)
    one = cut(read, 2, "and tall")
    two = drop(apply_edits(read, [one]), 3)
    three = join(apply_edits(read, [one, two]), 2)
    assert texts(apply_edits(read, [one, two, three])) == [
        "Gates beat walls, every time.",
        "A wall is cheap\n\nA gate has a keeper who knows you.",
    ]


@pytest.mark.parametrize("reread", ["A wall is cheap,  and tall!", "a WALL is cheap and tall"])
def test_an_operation_finds_its_point_when_only_space_and_signs_were_read_anew(reread: str) -> None:
    read = paste(PLAIN)
    operation = drop(read, 2)
    again = replace(read, points=tuple(replace(item, text=reread) if item.position == 2 else item for item in read.points))
    assert len(apply_edits(again, [operation]).points) == 2


def test_an_operation_finds_its_post_by_id_whatever_became_of_its_words() -> None:
    read = version(point(1, post_id="1"), point(2, post_id="2", text="Old words."))
    operation = drop(read, 2)
    rewritten = version(point(1, post_id="1"), point(2, post_id="2", text="Quite other words now."), point(3, post_id="3"))
    assert [item.post_id for item in apply_edits(rewritten, [operation]).points] == ["1", "3"]


def test_a_cut_finds_its_words_when_the_text_grew() -> None:
    read = version(point(1, post_id="1", text="A wall. A gate."))
    operation = cut(read, 1, "A gate")
    longer = version(point(1, post_id="1", text="Once more: a wall. A gate."))
    assert texts(apply_edits(longer, [operation])) == ["Once more: a wall.", "A gate."]


def test_an_operation_that_finds_nothing_is_told_and_the_others_stand() -> None:
    read = paste(PLAIN)
    lost, stays = drop(read, 2), drop(read, 3)
    other = paste("Gates beat walls, every time.\n\nSomething else entirely.\n\nA gate has a keeper who knows you.")
    edited = apply_edits(other, [lost, stays])
    assert texts(edited) == ["Gates beat walls, every time.", "Something else entirely."]
    sentences = [sentence(reason) for reason in edited.completeness.reasons if reason.code == "edit_lost"]
    assert sentences == ["An edit could not be applied: leaving out “A wall is cheap and tall.”, which is not here any more."]


def test_dropping_a_part_does_not_drop_the_whole_when_the_cut_is_undone() -> None:
    read = version(point(1, post_id="1", text="A wall. A gate."), point(2, post_id="2"))
    parted = cut(read, 1, "A gate")
    dropped = drop(apply_edits(read, [parted]), 2)
    edited = apply_edits(read, [dropped])
    assert texts(edited) == texts(read)
    assert "edit_lost" in codes(edited)


def test_two_points_of_the_same_words_are_told_apart() -> None:
    read = version(*(replace(point(n, text="Yes."), number=None, of=None) for n in (1, 2, 3)))
    edited = apply_edits(read, [drop(read, 2)])
    assert [item.position for item in edited.points] == [1, 2]
    twice = apply_edits(read, [drop(read, 3), drop(apply_edits(read, [drop(read, 3)]), 2)])
    assert len(twice.points) == 1


def test_a_block_that_is_a_point_by_now_is_nothing_to_tell() -> None:
    read = replace(version(point(1), point(2)), dropped=("Walls fall by themselves.",))
    operation = restore(read, 0, 2)
    reread = version(point(1), point(2), point(3, text="Walls fall by themselves."))
    assert "edit_lost" not in codes(apply_edits(reread, [operation]))


def test_a_block_is_restored_at_the_end_when_the_point_before_it_is_gone() -> None:
    block = "Walls fall by themselves."
    first, second, third = (point(n, post_id=str(n), text=f"Text {n}.") for n in (1, 2, 3))
    operation = restore(replace(version(first, second, third), dropped=(block,)), 0, 2)
    edited = apply_edits(replace(version(first, replace(third, position=2)), dropped=(block,)), [operation])
    assert texts(edited) == ["Text 1.", "Text 3.", block]
    assert (edited.dropped, codes(edited)[-1]) == ((), "edited")


def test_without_operations_a_version_is_left_as_it_is() -> None:
    assert apply_edits(version(), []) == version()


@pytest.mark.parametrize(
    ("edit_request", "field"),
    [
        (EditRequest(split=SplitRequest(9, 3)), "split.position"),
        (EditRequest(split=SplitRequest(1, 0)), "split.at"),
        (EditRequest(split=SplitRequest(1, 999)), "split.at"),
        (EditRequest(split=SplitRequest(1, -4)), "split.at"),
        (EditRequest(join=PointRequest(2)), "join.position"),
        (EditRequest(join=PointRequest(0)), "join.position"),
        (EditRequest(drop=PointRequest(3)), "drop.position"),
        (EditRequest(restore=RestoreRequest(1, 0)), "restore.dropped"),
        (EditRequest(restore=RestoreRequest(-1, 0)), "restore.dropped"),
        (EditRequest(restore=RestoreRequest(0, 7)), "restore.after"),
        (EditRequest(set=Facts(title="x" * 201)), "set.title"),
    ],
)
def test_what_is_not_there_cannot_be_edited(edit_request: EditRequest, field: str) -> None:
    with pytest.raises(Invalid) as raised:
        operation_from(edit_request, version())
    assert field in raised.value.fields


@pytest.mark.parametrize(
    "edit_request",
    [
        EditRequest(),
        EditRequest(join=PointRequest(1), drop=PointRequest(1)),
        EditRequest(set=Facts()),
        EditRequest(set=Facts(title="  ")),
    ],
)
def test_one_thing_is_asked_for_at_a_time(edit_request: EditRequest) -> None:
    with pytest.raises(Invalid):
        operation_from(edit_request, version())


def test_the_last_point_of_a_thread_stays() -> None:
    with pytest.raises(Invalid):
        operation_from(EditRequest(drop=PointRequest(1)), version(point(1)))


def test_two_numbers_in_one_post_stay_present_when_other_points_are_edited() -> None:
    posts = ("1/5 One.", "2-3/5 Two in one post.", "4/5 Four.", "5/5 Five.")
    unrolled = unroll([Reading(Site.X, tuple(Post(words) for words in posts))])
    assert unrolled.completeness.missing == ()
    edited = apply_edits(unrolled, [set_facts(title="Five")])
    joined = apply_edits(unrolled, [join(unrolled, 3)])
    assert (edited.completeness.missing, joined.completeness.missing) == ((), ())
