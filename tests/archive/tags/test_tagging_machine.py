"""Tagging as a state machine: whatever becomes of a thread, people's decisions are neither lost nor on another point's words.

Every word of a post ends in the post's own number, so each shows where it comes from, and posts are as similar as the items of
a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from archive import captures, codebooks
from archive.archive import Archive, open_archive
from archive.tags import decisions, retaggings
from archive.threads import curation, editing, threads, wastebasket
from archive.threads.threads import Base
from domain.edits import EditRequest, apply_edits
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.errors import Conflict, Invalid
from domain.ids import new_id
from domain.settings import Settings
from domain.shapes.codebook import CodebookRef
from domain.shapes.decision import Answer, Decision, TagAction, TagRequest
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Cause, Completeness, Point, Role, Thread, Verdict, Version
from tests.archive.readings import CODEBOOK, NOON, paste
from tests.postgres import Postgres

BOOK = codebooks.load()[codebooks.BUILT_IN]
OTHER = CodebookRef("kindness", 1)
THEMES = ("product-fed/silos", "product-fed/turf-war", "value-led/collaboration")
WORDS = ("a", "gate", "has", "keeper", "who", "opens", "it", "for", "neighbours", "every", "morning")


@dataclass
class Post:
    """A post of the author. `number` ends each of its words, `changed` is how often the author edited it."""

    number: int
    length: int
    id: str | None
    changed: int = 0

    @property
    def text(self) -> str:
        words = [f"{word}{self.number}" for word in WORDS[: self.length]]
        return " ".join([*words[:-1], f"{'again' * min(self.changed, 1)}{self.changed or ''}{words[-1]}"])


@dataclass
class Made:
    """A decision that was made, as it must stay."""

    theme: str
    answer: Answer
    memo: str | None
    text: str
    undone: bool = False


def posts_of(text: str) -> set[int]:
    """The posts that a text is from, by its words."""
    return {int(number) for number in re.findall(r"[a-z](\d+)\b", text)}


@dataclass
class State:
    posts: list[Post] = field(default_factory=list)
    made: dict[int, Made] = field(default_factory=dict)
    thread: str = ""


class Tagging(RuleBasedStateMachine):
    archive: ClassVar[Archive]

    @initialize(lengths=st.lists(st.integers(5, len(WORDS)), min_size=2, max_size=4), with_ids=st.booleans())
    def begin(self, lengths: list[int], with_ids: bool) -> None:
        self.root, self.with_ids, self.numbers, self.captures = new_id(), with_ids, 0, 0
        self.state = State([self._new_post(length) for length in lengths])
        self.state.thread = self._store(())

    def teardown(self) -> None:
        """Without it the next example's thread would be this one: their texts are the same."""
        if state := getattr(self, "state", None):
            threads.delete(self.archive, state.thread)

    def _new_post(self, length: int) -> Post:
        self.numbers += 1
        return Post(self.numbers, length, f"{self.root}-{self.numbers}" if self.with_ids else None)

    # What the author does, and what is read of it.

    @rule(at=st.integers(0, 9), length=st.integers(5, len(WORDS)), tagged=st.sets(st.integers(1, 6)))
    def the_author_adds(self, at: int, length: int, tagged: set[int]) -> None:
        self.state.posts.insert(at % (len(self.state.posts) + 1), self._new_post(length))
        self._store(tagged)

    @precondition(lambda self: len(self.state.posts) > 2)
    @rule(at=st.integers(0, 9), tagged=st.sets(st.integers(1, 6)))
    def the_author_deletes(self, at: int, tagged: set[int]) -> None:
        del self.state.posts[at % len(self.state.posts)]
        self._store(tagged)

    @rule(at=st.integers(0, 9), tagged=st.sets(st.integers(1, 6)))
    def the_author_changes_a_word(self, at: int, tagged: set[int]) -> None:
        self.state.posts[at % len(self.state.posts)].changed += 1
        self._store(tagged)

    @rule(tagged=st.sets(st.integers(1, 6)))
    def it_is_read_again(self, tagged: set[int]) -> None:
        self._store(tagged, Cause.REREAD)

    def _store(self, tagged: set[int] | tuple[()], cause: Cause = Cause.READ) -> str:
        """As an archiver does: the reading, edited, tagged by the model at some positions."""
        self.captures += 1
        unedited = self._reading()
        capture_id = captures.store(self.archive, paste(f"{self.root} {self.captures}"))
        match = threads.find_match(self.archive, unedited, [capture_id])
        edited = apply_edits(unedited, [edit.operation for edit in match.edits])
        points = tuple(replace(point, tags=(_tag(point),) if point.position in tagged else ()) for point in edited.points)
        base = Base(match, unedited if match.edits else None, cause)
        return threads.store(self.archive, replace(edited, points=points), match.captures, CODEBOOK, base).thread_id

    def _reading(self) -> Version:
        points = tuple(Point(at, Role.POINT, post.text, post_id=post.id) for at, post in enumerate(self.state.posts, 1))
        complete = Completeness(Verdict.UNKNOWN)
        return Version("Gates", Site.X, None, Author("Sam", "sam"), NOON, "en", points, complete, root_post_id=self.root)

    # What people do.

    @rule(data=st.data(), action=st.sampled_from(list(TagAction)), theme=st.sampled_from(THEMES), memo=st.sampled_from("abc"))
    def decide(self, data: st.DataObject, action: TagAction, theme: str, memo: str) -> None:
        point, number = self._any_point(data)
        words = [match.span() for match in re.finditer(r"\S+", point.text)]
        spans = data.draw(st.one_of(st.none(), st.lists(st.sampled_from(words), max_size=3).map(tuple)))
        memo_or_none = data.draw(st.sampled_from([None, memo]))
        request = TagRequest(action, *theme.split("/"), spans, "field", memo_or_none)
        before = {placed.decision.id for placed in decisions.history(self.archive, self.state.thread)}
        with suppress(Invalid):
            decisions.decide(self.archive, self.state.thread, number, point.position, [request], BOOK, "Kim")
        for placed in decisions.history(self.archive, self.state.thread):
            if placed.decision.id not in before:
                decision = placed.decision
                assert (decision.answer, decision.anchor.text) == (action.answer, point.text)
                assert memo_or_none in {None, decision.memo}
                assert placed.position == point.position
                self.state.made[decision.id] = Made(theme, decision.answer, decision.memo, point.text)

    @rule(data=st.data())
    def undo_a_decision(self, data: st.DataObject) -> None:
        """Whoever sees a person's tag can undo it; nothing else is undone."""
        point, number = self._any_point(data)
        decided = any(tag.by is TaggedBy.PERSON for tag in (*point.tags, *point.rejected))
        try:
            decisions.undo(self.archive, self.state.thread, number, point.position, BOOK.id)
        except Invalid:
            assert not decided, "a person's tag that cannot be undone"
            return
        assert decided, "something was undone that this point does not show"
        undone = [
            item.decision
            for item in decisions.history(self.archive, self.state.thread)
            if item.decision.undone_at and not self.state.made[item.decision.id].undone
        ]
        (decision,) = undone
        assert posts_of(decision.anchor.text) & posts_of(point.text)
        self.state.made[decision.id].undone = True

    @rule(data=st.data(), kind=st.sampled_from(["split", "join", "drop", "restore"]), at=st.integers(1, 60))
    def edit(self, data: st.DataObject, kind: str, at: int) -> None:
        point, number = self._any_point(data)
        requests = {
            "split": EditRequest(split=SplitRequest(point.position, at)),
            "join": EditRequest(join=PointRequest(point.position)),
            "drop": EditRequest(drop=PointRequest(point.position)),
            "restore": EditRequest(restore=RestoreRequest(0, point.position)),
        }
        with suppress(Invalid):
            editing.edit(self.archive, self.state.thread, requests[kind], "Kim", number)

    @rule(back=st.booleans())
    def undo_or_redo_an_edit(self, back: bool) -> None:
        with suppress(Conflict):
            (editing.undo if back else editing.redo)(self.archive, self.state.thread, "Kim")

    @rule(tagged=st.sets(st.integers(1, 6)), version=st.integers(1, 3))
    def the_model_tags_again(self, tagged: set[int], version: int) -> None:
        thread = self._thread()
        tags = [replace(point, tags=(_tag(point),) if point.position in tagged else ()) for point in thread.version.points]
        changed = replace(thread, version=replace(thread.version, points=tuple(tags)), codebook=CodebookRef(BOOK.id, version))
        threads.replace_model_tags(self.archive, changed)

    @rule(shown=st.booleans())
    def another_codebook_is_used(self, shown: bool) -> None:
        requested = retaggings.request(self.archive, self.state.thread, OTHER.id)
        claimed = retaggings.claim(self.archive, requested.id)
        assert claimed
        thread = self._thread()
        assert thread.number
        untagged = replace(thread.version, points=tuple(replace(point, tags=()) for point in thread.version.points))
        book = replace(BOOK, id=OTHER.id)
        assert retaggings.finish(self.archive, claimed, thread.number, untagged, book)
        curation.choose_codebook(self.archive, self.state.thread, OTHER.id if shown else BOOK.id)

    @rule(data=st.data())
    def hide_names(self, data: st.DataObject) -> None:
        point, _ = self._any_point(data)
        curation.change_redaction(self.archive, self.state.thread, [point.text.split()[0]], ["Sam"])

    @rule()
    def delete_and_restore(self) -> None:
        wastebasket.put(self.archive, self.state.thread, "Kim")
        wastebasket.restore(self.archive, self.state.thread, "Kim")

    # What must hold.

    @invariant()
    def all_decisions_are_stored(self) -> None:
        stored = {placed.decision.id: placed.decision for placed in decisions.history(self.archive, self.state.thread)}
        assert stored.keys() == self.state.made.keys()
        for id_, made in self.state.made.items():
            decision = stored[id_]
            kept = Made(_name(decision), decision.answer, decision.memo, decision.anchor.text, decision.undone_at is not None)
            assert kept == made

    @invariant()
    def every_tag_of_a_person_is_one_that_they_decided(self) -> None:
        in_force = self._in_force()
        for point, tag, _ in self._persons_tags():
            about = [item for item in in_force if _name(item) == tag.name]
            same = [item for item in about if posts_of(item.anchor.text) & posts_of(point.text)]
            assert same, f"{tag} is on the words of another point: {point.text}"
            for item in tag.evidence:
                assert point.text[item.start : item.end] == item.text
            for words in (*(item.text for item in tag.evidence), *tag.lost):
                assert any(posts_of(words) <= posts_of(item.anchor.text) for item in same)

    @invariant()
    def no_decision_is_missing_where_its_words_are(self) -> None:
        """A decision about a whole point that no later one is about applies wherever these very words are."""
        shown = {(point.position, tag.name): (tag, rejected) for point, tag, rejected in self._persons_tags()}
        in_force = self._in_force()
        for decision in in_force:
            later = [item for item in in_force if item.id > decision.id and _name(item) == _name(decision)]
            if any(posts_of(item.anchor.text) & posts_of(decision.anchor.text) for item in later):
                continue
            for point in self._thread().version.points:
                paragraphs = point.text.split("\n\n")
                if point.text == decision.anchor.text:
                    tag, rejected = shown[point.position, _name(decision)]
                    assert (rejected, tag.lost) == (decision.answer is Answer.NO, ())
                    assert tag.evidence == decision.evidence
                    assert tag.memo == decision.memo
                elif decision.anchor.text in paragraphs:
                    tag, _ = shown[point.position, _name(decision)]
                    if decision.answer is Answer.YES:
                        assert {item.text for item in decision.evidence} <= {item.text for item in tag.evidence}

    @invariant()
    def lost_words_are_told(self) -> None:
        """Evidence whose post is still there is shown, or listed as lost."""
        persons = [(point, tag) for point, tag, rejected in self._persons_tags() if not rejected]
        for point, tag in persons:
            about = [item for item in self._in_force() if _name(item) == tag.name and item.answer is Answer.YES]
            whole = [item for item in about if posts_of(item.anchor.text) == posts_of(point.text)]
            parts = [other for other, _ in persons if posts_of(other.text) & posts_of(point.text)]
            if len(about) == len(whole) == len(parts) == 1:
                listed = {*(item.text for item in tag.evidence), *tag.lost}
                assert {item.text for item in whole[0].evidence} <= listed or point.text in whole[0].anchor.text

    def _thread(self) -> Thread:
        return threads.load(self.archive, self.state.thread, codebook=BOOK.id)

    def _any_point(self, data: st.DataObject) -> tuple[Point, int]:
        thread = self._thread()
        assert thread.number
        return data.draw(st.sampled_from(thread.version.points)), thread.number

    def _in_force(self) -> list[Decision]:
        stored = [placed.decision for placed in decisions.history(self.archive, self.state.thread)]
        return [decision for decision in stored if decision.undone_at is None]

    def _persons_tags(self) -> Iterator[tuple[Point, Tag, bool]]:
        for point in self._thread().version.points:
            yield from ((point, tag, False) for tag in point.tags if tag.by is TaggedBy.PERSON)
            yield from ((point, tag, True) for tag in point.rejected if tag.by is TaggedBy.PERSON)


def _name(decision: Decision) -> str:
    return f"{decision.family}/{decision.theme}"


def _tag(point: Point) -> Tag:
    word = point.text.split()[0]
    return Tag("product-fed", "silos", 0.8, TaggedBy.MODEL, (Evidence(0, len(word), word),))


def run_machine(archive: Archive, examples: int, steps: int) -> None:
    Tagging.archive = archive
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Tagging, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 20), pytest.param(100, 40, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_decisions_stay_on_their_points(archive: Archive, examples: int, steps: int) -> None:
    run_machine(archive, examples, steps)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_they_do_on_postgresql_too(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = open_archive(Settings(data=tmp_path_factory.mktemp("data"), database_url=postgres.new_database()))
    run_machine(archive, 40, 25)
    archive.close()
