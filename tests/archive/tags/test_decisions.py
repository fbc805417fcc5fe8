"""What people say of points: it wins, it can be undone, and it is found again in every new Version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from archive import captures, codebooks
from archive.archive import Archive
from archive.tags import decisions
from archive.threads import editing, thread_list, threads
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, SplitRequest
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.shapes.codebook import CodebookRef
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point, Thread, Version
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, paste, point, tag, version

BOOK = codebooks.load()[codebooks.BUILT_IN]
TEXT = "Hello 👋🏽 wörld"


def store(archive: Archive, reading: Version, text: str = "paste", codebook: CodebookRef = CODEBOOK) -> str:
    return threads.store(archive, reading, [captures.store(archive, paste(text))], codebook).thread_id


def change(action: TagAction, name: str, *spans: tuple[int, int]) -> TagRequest:
    family, theme = name.split("/")
    return TagRequest(action, family, theme, spans or None, f"{action}.0")


def decide(archive: Archive, id_: str, *requests: TagRequest, position: int = 1, number: int = 1) -> Thread:
    decisions.decide(archive, id_, number, position, requests, BOOK, "Kim")
    return threads.load(archive, id_)


def names(tags: tuple[Tag, ...]) -> list[tuple[str, str]]:
    return [(item.theme, item.by.value) for item in tags]


def first(thread: Thread) -> Point:
    return thread.version.points[0]


def test_an_added_theme_is_a_persons_with_the_words_that_were_marked(archive: Archive) -> None:
    thread = decide(
        archive, store(archive, version()), change(TagAction.ADD, "value-led/shared-outcome", (9, 14), (0, 5), (3, 6))
    )
    added = first(thread).tags[1]
    assert added == Tag(
        "value-led", "shared-outcome", None, TaggedBy.PERSON, (Evidence(0, 6, TEXT[0:6]), Evidence(9, 14, "wörld"))
    )
    assert thread.tags_revision == 2


def test_a_memo_goes_with_its_decision_and_stays_until_another_is_written(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag("silos"))))
    accepted = change(TagAction.ACCEPT, "product-fed/silos")
    assert first(decide(archive, id_, replace(accepted, memo=" because "))).tags[0].memo == "because"
    assert first(decide(archive, id_, accepted)).tags[0].memo == "because"
    assert first(decide(archive, id_, replace(accepted, memo="no: why"))).tags[0].memo == "no: why"
    assert [placed.decision.memo for placed in decisions.history(archive, id_)] == ["because", "no: why"]
    assert first(decide(archive, id_, replace(accepted, memo=""))).tags[0].memo is None
    with pytest.raises(Invalid) as raised:
        decide(archive, id_, replace(accepted, memo="x" * 5001))
    assert list(raised.value.fields) == ["accept.0.memo"]


def test_an_accepted_suggestion_keeps_its_place_and_its_words(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag(), tag("turf-war"))))
    thread = decide(archive, id_, change(TagAction.ACCEPT, "product-fed/silos"))
    assert names(first(thread).tags) == [("silos", "person"), ("turf-war", "model")]
    assert first(thread).tags[0].evidence == tag().evidence
    assert first(thread).tags[0].confidence is None


def test_a_rejected_suggestion_is_told_apart_and_counted_nowhere(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag())))
    thread = decide(archive, id_, change(TagAction.REJECT, "product-fed/silos"))
    assert first(thread).tags == ()
    assert names(first(thread).rejected) == [("silos", "person")]
    assert thread_list.load_summary(archive, id_).points[0].families == ()


def test_what_is_not_suggested_cannot_be_accepted(archive: Archive) -> None:
    with pytest.raises(Invalid) as caught:
        decide(archive, store(archive, version()), change(TagAction.ACCEPT, "value-led/shared-outcome"))
    assert caught.value.fields["accept.0"].key == "invalid.not_suggested"


@pytest.mark.parametrize("span", [(0, 99), (-1, 2), (5, 5), (4, 2), (5, 6)])
def test_words_outside_of_the_text_are_told_by_their_place(archive: Archive, span: tuple[int, int]) -> None:
    id_ = store(archive, version())
    with pytest.raises(Invalid) as caught:
        decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome", span))
    assert set(caught.value.fields) == {"add.0.evidence.0"}
    assert threads.load(archive, id_).tags_revision == 1


def test_unknown_themes_and_contradictions_are_told_and_nothing_is_kept(archive: Archive) -> None:
    id_ = store(archive, version())
    with pytest.raises(Invalid) as caught:
        decide(
            archive,
            id_,
            change(TagAction.ADD, "value-led/shared-outcome"),
            change(TagAction.ADD, "value-led/nonsense"),
        )
    assert "value-led/nonsense" in sentence(caught.value.fields["add.0"])
    with pytest.raises(Invalid) as caught:
        decide(archive, id_, change(TagAction.ADD, "product-fed/silos"), change(TagAction.REMOVE, "product-fed/silos"))
    assert "twice" in sentence(caught.value.fields["remove.0"])
    with pytest.raises(Invalid, match="no_themes"):
        decide(archive, id_)
    assert decisions.history(archive, id_) == ()


def test_saying_the_same_again_changes_nothing(archive: Archive) -> None:
    id_ = store(archive, version())
    for _ in range(3):
        thread = decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome", (0, 5)))
    assert thread.tags_revision == 2
    assert len(decisions.history(archive, id_)) == 1


def test_only_the_latest_version_can_be_spoken_of(archive: Archive) -> None:
    id_ = store(archive, version())
    store(archive, version(title="Newer"))
    with pytest.raises(Conflict, match="newer_version latest=2"):
        decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"), number=1)


def test_what_is_not_there_is_not_found(archive: Archive) -> None:
    id_ = store(archive, version())
    with pytest.raises(NotFound, match="point position=9"):
        decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"), position=9)
    with pytest.raises(NotFound):
        decide(archive, new_id(), change(TagAction.ADD, "value-led/shared-outcome"))
    with pytest.raises(NotFound, match="tagging codebook=gardens"):
        decisions.decide(archive, id_, 1, 1, [change(TagAction.ADD, "a/b")], replace(BOOK, id="gardens"))
    with pytest.raises(NotFound):
        decisions.history(archive, new_id())


def test_a_persons_word_survives_tagging_again(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag(), tag("turf-war"))))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"), change(TagAction.REJECT, "product-fed/silos"))
    store(archive, version(point(1, tag(), tag("product-rule"))))
    thread = threads.load(archive, id_)
    assert names(first(thread).tags) == [("product-rule", "model"), ("shared-outcome", "person")]
    assert names(first(thread).rejected) == [("silos", "person")]


def test_a_removed_theme_stays_away_whoever_said_it_first(archive: Archive) -> None:
    id_ = store(archive, version(point(1)))
    decide(archive, id_, change(TagAction.ADD, "product-fed/silos"))
    thread = decide(archive, id_, change(TagAction.REMOVE, "product-fed/silos"))
    assert first(thread).tags == ()
    store(archive, version(point(1, tag())))
    assert first(threads.load(archive, id_)).tags == ()


def test_undo_takes_back_one_request_after_the_other(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag()), point(2)))
    decide(archive, id_, change(TagAction.ADD, "value-led/collaboration"), change(TagAction.REJECT, "product-fed/silos"))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"), position=2)
    decisions.undo(archive, id_, 1, 1, BOOK.id)
    assert names(first(threads.load(archive, id_)).tags) == [("collaboration", "person")]
    decisions.undo(archive, id_, 1, 1, BOOK.id)
    thread = threads.load(archive, id_)
    assert first(thread).tags == (tag(),)
    assert first(thread).rejected == ()
    assert names(thread.version.points[1].tags) == [("shared-outcome", "person")]
    with pytest.raises(Invalid) as caught:
        decisions.undo(archive, id_, 1, 1, BOOK.id)
    assert "undo" in caught.value.fields
    history = decisions.history(archive, id_)
    assert [item.decision.undone_at is None for item in history] == [False, False, False, True]
    assert {item.decision.made_by for item in history} == {"Kim"}


def test_a_new_version_has_the_word_on_the_point_of_the_same_post(archive: Archive) -> None:
    id_ = store(archive, version(point(1, post_id="1"), point(2, post_id="2")))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome", (9, 14)), position=2)
    longer = version(point(1, post_id="0"), point(2, post_id="1"), point(3, post_id="2", text="Well. " + TEXT))
    store(archive, longer)
    thread = threads.load(archive, id_)
    assert [names(item.tags) for item in thread.version.points] == [[], [], [("shared-outcome", "person")]]
    assert thread.version.points[2].tags[0].evidence == (Evidence(15, 20, "wörld"),)
    assert names(threads.load(archive, id_, 1).version.points[1].tags) == [("shared-outcome", "person")]


def test_words_that_an_edit_took_away_are_told(archive: Archive) -> None:
    id_ = store(archive, version(point(1, post_id="1")))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome", (0, 5), (9, 14)))
    store(archive, version(point(1, post_id="1", text="Goodbye wörld")))
    (carried,) = first(threads.load(archive, id_)).tags
    assert carried.evidence == (Evidence(8, 13, "wörld"),)
    assert carried.lost == ("Hello",)


def test_a_word_outlives_a_version_that_lacks_its_point(archive: Archive) -> None:
    id_ = store(archive, version(point(1, post_id="1"), point(2, post_id="2", text="The second one")))
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"), position=2)
    store(archive, version(point(1, post_id="1")))
    assert [item.position for item in decisions.history(archive, id_)] == [None]
    store(archive, version(point(1, post_id="2", text="The second one"), point(2, post_id="1")))
    assert names(first(threads.load(archive, id_)).tags) == [("shared-outcome", "person")]


def test_decisions_on_points_that_are_joined_are_all_on_the_joined_point(archive: Archive) -> None:
    id_ = store(
        archive, version(point(1, post_id="1", text="Walls are cheap"), point(2, post_id="2", text="Gates have keepers"))
    )
    silos, both = change(TagAction.ADD, "product-fed/silos", (0, 5)), "value-led/collaboration"
    decide(archive, id_, replace(silos, memo="one"), change(TagAction.REJECT, "product-fed/turf-war"))
    decide(archive, id_, replace(silos, memo="two"), change(TagAction.ADD, both), position=2)
    editing.edit(archive, id_, EditRequest(join=PointRequest(1)), "Kim")
    joined = first(threads.load(archive, id_))
    assert names(joined.tags) == [("silos", "person"), ("collaboration", "person")]
    assert names(joined.rejected) == [("turf-war", "person")]
    assert ([item.text for item in joined.tags[0].evidence], joined.tags[0].memo) == (["Walls", "Gates"], "one\ntwo")
    decide(archive, id_, change(TagAction.REMOVE, "product-fed/silos"), number=2)
    assert names(first(threads.load(archive, id_)).tags) == [("collaboration", "person")]
    for _ in range(3):
        decisions.undo(archive, id_, 2, 1, BOOK.id)
    assert first(threads.load(archive, id_)).tags == ()
    assert all(item.decision.undone_at for item in decisions.history(archive, id_))


def test_a_decision_is_undone_on_any_part_that_shows_it(archive: Archive) -> None:
    id_ = store(archive, version(point(1, post_id="1", text="Walls are cheap. Gates have keepers.")))
    decide(archive, id_, change(TagAction.ADD, "product-fed/silos", (17, 22)))
    editing.edit(archive, id_, EditRequest(split=SplitRequest(1, 17)), "Kim")
    assert [names(item.tags) for item in threads.load(archive, id_).version.points] == [[], [("silos", "person")]]
    with pytest.raises(Invalid):
        decisions.undo(archive, id_, 2, 1, BOOK.id)
    decisions.undo(archive, id_, 2, 2, BOOK.id)
    assert threads.load(archive, id_).version.points[1].tags == ()


def test_each_codebook_has_words_of_its_own(archive: Archive) -> None:
    id_ = store(archive, version())
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"))
    store(archive, version(point(1, tag("warm", "kind")), point(2)), codebook=CodebookRef("kindness", 3))
    assert names(first(threads.load(archive, id_, codebook="kindness")).tags) == [("warm", "model")]
    assert ("shared-outcome", "person") in names(first(threads.load(archive, id_, codebook=BOOK.id)).tags)


def test_twenty_people_at_once_are_all_heard(archive: Archive) -> None:
    id_ = store(archive, version())
    themes = [f"{family.id}/{theme.id}" for family in BOOK.families for theme in family.themes]
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda name: decide(archive, id_, change(TagAction.ADD, name)), themes))
    thread = threads.load(archive, id_)
    assert len(first(thread).tags) == len(themes)
    assert thread.tags_revision == 1 + len(themes)


def test_decisions_go_with_their_thread(archive: Archive) -> None:
    id_ = store(archive, version())
    decide(archive, id_, change(TagAction.ADD, "value-led/shared-outcome"))
    threads.delete(archive, id_)
    again = store(archive, version())
    assert names(first(threads.load(archive, again)).tags) == [("silos", "model")]
