"""Codings: points tagged blind by several people, compared at the end, and differences settled by decisions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from archive import audit, captures, codebooks, people
from archive.archive import Archive
from archive.codings import answers, records, settling
from archive.tables import coding_answers, settlements
from archive.tags import decisions
from archive.threads import threads, wastebasket
from domain.coding_comparison import Comparison, compare
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.shapes.codebook import CodebookRef
from domain.shapes.coding import Coding, CodingRequest, CodingState
from domain.shapes.decision import Answer, TagAction, TagRequest
from domain.shapes.person import Role
from domain.shapes.thread import Version
from tests.archive.readings import CODEBOOK, paste, point, version

BOOK = codebooks.load()[codebooks.BUILT_IN]
SILOS, OUTCOME = ("product-fed", "silos"), ("value-led", "shared-outcome")
TEXTS = ("Hello 👋🏽 wörld, apart", "Teams share one outcome", "Nothing of the kind here")


def reading(*texts: str) -> Version:
    return version(*(point(at, post_id=str(100 + at), text=text) for at, text in enumerate(texts, 1)))


def store(archive: Archive, *texts: str) -> str:
    return threads.store(archive, reading(*texts), [captures.store(archive, paste(texts[0]))], CODEBOOK).thread_id


def join(archive: Archive, *names: str, role: Role = Role.EDITOR) -> None:
    for name in names:
        people.accept(archive, people.invite(archive, name, role, "owner").secret, password_hash="x")


def begin(archive: Archive, *thread_ids: str, coders: tuple[str, ...] = ("Ann", "Ben"), **more: object) -> Coding:
    request = replace(CodingRequest("Pilot", coders, thread_ids), **more)
    return records.begin(archive, request, BOOK.ref, "owner")


def say(
    archive: Archive, coding: Coding, person: str, number: int, *themes: tuple[str, str], spans: object = (), memo: str = ""
) -> None:
    requests = [TagRequest(TagAction.ADD, *theme, spans, f"themes.{at}") for at, theme in enumerate(themes)]  # type: ignore[arg-type]
    answers.put(archive, coding.id, number, person, requests, memo, BOOK)


def comparison(archive: Archive, coding: Coding, *names: str) -> Comparison:
    said, settled = answers.list_compared(archive, coding.id), settling.list_settlements(archive, coding.id)
    return compare(BOOK, answers.list_points(archive, coding.id), names or ("Ann", "Ben"), said, settled)  # type: ignore[arg-type]


def coded(archive: Archive) -> tuple[str, Coding]:
    """A thread of three points that Ann and Ben have coded: they differ about the first and the second."""
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    coding = begin(archive, id_)
    say(archive, coding, "Ann", 1, SILOS, spans=((0, 5),), memo="They say hello")
    say(archive, coding, "Ann", 2, OUTCOME)
    say(archive, coding, "Ben", 1, memo="A greeting")
    say(archive, coding, "Ben", 2, OUTCOME, SILOS)
    answers.finish(archive, coding.id, "Ann", rest=True)
    answers.finish(archive, coding.id, "Ben", rest=True)
    return id_, records.get(archive, coding.id)


def test_nobody_sees_the_answers_of_others_before_all_are_done(archive: Archive) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben", "Cat")
    coding = begin(archive, id_)
    say(archive, coding, "Ann", 1, SILOS)
    assert records.is_hidden_from(archive, id_, "Ben")
    assert not records.is_hidden_from(archive, id_, "Cat")
    assert [own.answer for own in answers.list_own(archive, coding.id, "Ben")] == [None, None, None]
    with pytest.raises(Forbidden):
        answers.list_own(archive, coding.id, "Cat")
    for number in (1, 2, 3):
        say(archive, coding, "Ben", number)
    assert answers.finish(archive, coding.id, "Ben").state is CodingState.CODING
    with pytest.raises(Conflict):
        answers.list_compared(archive, coding.id)
    with pytest.raises(Conflict, match="coding_unfinished"):
        answers.finish(archive, coding.id, "Ann")
    assert answers.finish(archive, coding.id, "Ann", rest=True).state is CodingState.COMPARED
    assert set(answers.list_compared(archive, coding.id)) == {"Ann", "Ben"}
    assert not records.is_hidden_from(archive, id_, "Ben")
    with pytest.raises(Conflict, match="coding_ended"):
        say(archive, coding, "Ben", 1, SILOS)


def test_an_answer_equal_to_anothers_or_to_the_models_is_stored_all_the_same(archive: Archive) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    coding = begin(archive, id_)
    for name in ("Ann", "Ben"):
        say(archive, coding, name, 1, SILOS)
        say(archive, coding, name, 1, SILOS)
    with archive.database.read() as connection:
        rows = connection.execute(select(coding_answers)).all()
    assert sorted(row.person for row in rows) == ["Ann", "Ben"]
    assert decisions.history(archive, id_) == ()


def test_the_comparison_counts_by_theme_and_by_family(archive: Archive) -> None:
    _, coding = coded(archive)
    compared = comparison(archive, coding)
    assert (compared.points, compared.left_out) == (3, 0)
    by_theme = {(item.family, item.theme): item.agreement for item in compared.themes}
    silos = by_theme[SILOS]
    assert (silos.both, silos.only_first, silos.only_second, silos.neither) == (0, 1, 1, 1)
    assert silos.kappa == pytest.approx(-0.5)
    assert by_theme[OUTCOME].kappa == 1
    family = next(item.agreement for item in compared.families if item.family == "value-led")
    assert (family.both, family.neither) == (1, 2)
    assert compared.pooled.agreement.points == 3 * len(compared.themes)
    assert [(item.point.number, item.theme, item.first_gave) for item in compared.differences] == [
        (1, "silos", True),
        (2, "silos", False),
    ]
    assert (compared.differences[0].first.memo, compared.differences[0].second.memo) == ("They say hello", "A greeting")


def test_a_settled_difference_is_a_decision_and_undone_as_one(archive: Archive) -> None:
    id_, coding = coded(archive)
    settling.settle(archive, coding.id, 1, SILOS, Answer.YES, BOOK, "Cat", "Agreed on the phone")
    tags = threads.load(archive, id_).version.points[0].tags
    silos = next(tag for tag in tags if tag.theme == "silos")
    assert (silos.by.value, [span.text for span in silos.evidence], silos.memo) == ("person", ["Hello"], "Agreed on the phone")
    settled = comparison(archive, coding).differences[0].settlement
    assert settled
    assert (settled.by, settled.answer) == ("Cat", Answer.YES)
    settling.settle(archive, coding.id, 1, SILOS, Answer.NO, BOOK, "Ann")
    assert [tag.theme for tag in threads.load(archive, id_).version.points[0].rejected] == ["silos"]
    settling.undo(archive, coding.id, 1, SILOS)
    assert comparison(archive, coding).differences[0].settlement == settled
    settling.undo(archive, coding.id, 1, SILOS)
    assert comparison(archive, coding).differences[0].settlement is None
    with pytest.raises(Invalid):
        settling.undo(archive, coding.id, 1, SILOS)
    assert [placed.decision.undone_at is None for placed in decisions.history(archive, id_)] == [False, False]


def test_a_decision_undone_on_the_threads_page_is_no_settlement_any_more(archive: Archive) -> None:
    id_, coding = coded(archive)
    settling.settle(archive, coding.id, 1, SILOS, Answer.YES, BOOK, "Cat")
    decisions.undo(archive, id_, 1, 1, BOOK.id)
    assert comparison(archive, coding).differences[0].settlement is None


def test_all_code_the_words_that_were_there_at_the_beginning_and_settle_the_point_as_it_is_now(archive: Archive) -> None:
    id_, coding = coded(archive)
    later = reading("Hello 👋🏽 wörld, apart again", *TEXTS[1:], "A fourth point")
    threads.store(archive, later, [captures.store(archive, paste("later"))], CODEBOOK)
    assert [item.anchor.text for item in answers.list_points(archive, coding.id)] == list(TEXTS)
    settling.settle(archive, coding.id, 1, SILOS, Answer.YES, BOOK, "Ann")
    latest = threads.load(archive, id_)
    assert latest.number == 2
    assert [tag.evidence[0].text for tag in latest.version.points[0].tags if tag.theme == "silos"] == ["Hello"]


def test_a_coding_stays_with_its_edition_of_the_codebook(archive: Archive) -> None:
    _, coding = coded(archive)
    assert coding.codebook == BOOK.ref
    newer = replace(BOOK, version=2, families=BOOK.families[1:])
    compared = compare(newer, answers.list_points(archive, coding.id), ("Ann", "Ben"), {}, {})
    assert compared.points == 0
    assert comparison(archive, coding).points == 3


def test_who_was_removed_keeps_nobody_waiting_and_their_answers_stay(archive: Archive) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    coding = begin(archive, id_)
    say(archive, coding, "Ben", 1, SILOS)
    ben = next(person for person in people.list_people(archive) if person.name == "Ben")
    people.remove(archive, ben.id, "owner")
    assert [(coder.name, coder.active) for coder in records.get(archive, coding.id).coders] == [("Ann", True), ("Ben", False)]
    assert answers.finish(archive, coding.id, "Ann", rest=True).state is CodingState.COMPARED
    compared = comparison(archive, coding)
    assert (compared.points, compared.left_out, len(compared.differences)) == (1, 2, 1)


def test_a_coding_may_be_ended_without_waiting_and_removed(archive: Archive) -> None:
    _, coding = coded(archive)
    with pytest.raises(Conflict):
        records.end(archive, coding.id, "owner")
    other = begin(archive, coding_thread(archive, coding))
    assert records.end(archive, other.id, "owner").state is CodingState.COMPARED
    assert comparison(archive, other).points == 0
    settling.settle(archive, coding.id, 1, SILOS, Answer.YES, BOOK, "Ann")
    records.remove(archive, coding.id, "owner")
    with pytest.raises(NotFound):
        records.get(archive, coding.id)
    with archive.database.read() as connection:
        assert connection.execute(select(settlements)).all() == []
    assert len(decisions.history(archive, coding_thread(archive, other))) == 1
    actions = [entry.action.value for entry in audit.list_entries(archive, 4)]
    assert actions == ["coding_removed", "coding_ended", "coding_begun", "coding_ended"]


def coding_thread(archive: Archive, coding: Coding) -> str:
    return answers.list_points(archive, coding.id)[0].thread_id


def test_a_deleted_thread_leaves_its_codings_and_comes_back_with_its_answers(archive: Archive) -> None:
    id_, coding = coded(archive)
    wastebasket.put(archive, id_, "owner")
    assert (records.get(archive, coding.id).points, comparison(archive, coding).points) == (0, 0)
    with pytest.raises(NotFound):
        settling.settle(archive, coding.id, 1, SILOS, Answer.YES, BOOK, "Ann")
    wastebasket.restore(archive, id_)
    assert comparison(archive, coding).points == 3


def test_points_are_chosen_by_number_and_drawn_by_chance(archive: Archive) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    chosen = answers.list_points(archive, begin(archive, id_, points="2-3").id)
    assert [item.anchor.text for item in chosen] == list(TEXTS[1:])
    drawn = answers.list_points(archive, begin(archive, id_, sample=2).id)
    assert [item.number for item in drawn] == [1, 2]
    assert [item.anchor.position for item in drawn] == sorted({item.anchor.position for item in drawn})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"coders": ("Ann",)}, "coders"),
        ({"coders": ("Ann", "Ann")}, "coders"),
        ({"coders": ("Ann", "Rita")}, "coders"),
        ({"coders": ("Ann", "nobody")}, "coders"),
        ({"name": " "}, "name"),
        ({"thread_ids": ()}, "threads"),
        ({"points": "7"}, "points"),
        ({"points": "x"}, "points"),
        ({"sample": 0}, "sample"),
    ],
)
def test_a_coding_that_cannot_be_is_refused_by_its_field(archive: Archive, changes: dict[str, object], field: str) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    join(archive, "Rita", role=Role.READER)
    with pytest.raises(Invalid) as refused:
        begin(archive, id_, **changes)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    assert records.list_all(archive) == ()


def test_an_answer_that_cannot_be_is_refused_and_the_old_one_stays(archive: Archive) -> None:
    id_ = store(archive, *TEXTS)
    join(archive, "Ann", "Ben")
    coding = begin(archive, id_)
    say(archive, coding, "Ann", 1, SILOS)
    for themes, spans in (((("product-fed", "no"),), ()), ((SILOS, SILOS), ()), ((SILOS,), ((3, 99),))):
        with pytest.raises(Invalid):
            say(archive, coding, "Ann", 1, *themes, spans=spans)
    with pytest.raises(NotFound):
        say(archive, coding, "Ann", 4, SILOS)
    own = answers.list_own(archive, coding.id, "Ann")[0].answer
    assert own
    assert [code.theme for code in own.codes] == ["silos"]


def test_a_theme_of_another_edition_is_not_taken(archive: Archive) -> None:
    _, coding = coded(archive)
    with pytest.raises(Invalid):
        settling.settle(archive, coding.id, 1, ("product-fed", "no"), Answer.YES, BOOK, "Ann")
    assert BOOK.ref == CodebookRef(BOOK.id, BOOK.version)
