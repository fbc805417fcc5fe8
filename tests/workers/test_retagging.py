"""A thread is tagged with another codebook by a worker: it keeps both, people's word stays, and nothing asked for is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import captures, handouts, work
from archive.archive import Archive, open_archive
from archive.codebooks import Collection
from archive.tags import decisions, retaggings
from archive.threads import threads
from domain.codebooks.yaml_format import parse_yaml
from domain.editions import Edition
from domain.jobs import TAG_THREAD
from domain.processes import process_identity
from domain.settings import Settings
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.handout import Format, HandoutState
from domain.shapes.retagging import RetaggingState
from domain.shapes.tag import TaggedBy
from tests.archive.readings import CODEBOOK, paste, point, tag, version
from tests.archive.test_codebooks import GARDEN
from workers import jobs
from workers.pool import JOBS

TEXT = "We spent the whole day pruning the old trees and cut back every branch of the hedge."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("retagging")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[Archive]:
    settings = Settings(data=folder)
    jobs.prepare(settings)
    opened = open_archive(settings)
    Collection(opened).add(parse_yaml(GARDEN.encode()))
    yield opened
    opened.close()


def store(archive: Archive, name: str) -> str:
    reading = version(point(1, tag(), text=f"{TEXT} {name}", post_id=name), root=name, title=name)
    return threads.store(archive, reading, [captures.store(archive, paste(name))], CODEBOOK).thread_id


def test_every_side_knows_the_work() -> None:
    assert jobs.RUN[TAG_THREAD] is jobs.tag_thread
    assert JOBS.keys() == jobs.RUN.keys() == work.TABLES.keys()


def test_a_codebook_sent_after_the_workers_began_tags_a_thread_that_keeps_both(archive: Archive) -> None:
    id_ = store(archive, "both")
    asked = retaggings.request(archive, id_, "garden")
    jobs.tag_thread(asked.id)
    assert retaggings.get(archive, asked.id).state is RetaggingState.DONE
    thread = threads.load(archive, id_, codebook="garden")
    assert (thread.codebook.id, thread.codebook.version) == ("garden", 3)
    assert threads.load(archive, id_).codebook.id == "product-culture", "it is shown by its first until a person chooses"
    (found,) = thread.version.points[0].tags
    assert (found.family, found.theme, found.by) == ("tended", "pruning", TaggedBy.MODEL)
    assert all(TEXT[each.start : each.end] == each.text for each in found.evidence)
    assert {each.codebook.id for each in threads.list_taggings(archive, id_)} == {"garden", "product-culture"}
    assert threads.load(archive, id_, codebook="product-culture").version.points[0].tags == (tag(),)
    made = handouts.find(archive, handouts.key_for(thread, Edition.ANNOTATED, Format.PDF, jobs.RENDERER))
    assert made
    assert made.state is HandoutState.DONE


def test_doing_it_again_keeps_what_people_said(archive: Archive) -> None:
    id_ = store(archive, "people")
    jobs.tag_thread(retaggings.request(archive, id_, "garden").id)
    garden = Collection(archive)["garden"]
    decisions.decide(archive, id_, 1, 1, [TagRequest(TagAction.REJECT, "tended", "pruning")], garden, "Kim")
    jobs.tag_thread(retaggings.request(archive, id_, "garden").id)
    point_ = threads.load(archive, id_, codebook="garden").version.points[0]
    assert (point_.tags, [each.theme for each in point_.rejected]) == ((), ["pruning"])


def test_a_worker_that_has_to_stop_releases_a_retagging_without_counting_the_attempt(archive: Archive) -> None:
    requested = retaggings.request(archive, store(archive, "stopped"), "garden")
    for _ in range(5):
        claimed = retaggings.claim(archive, requested.id)
        assert claimed
        retaggings.release(archive, claimed)
    released = retaggings.get(archive, requested.id)
    assert (released.state, released.attempts) == (RetaggingState.REQUESTED, 0)
    assert requested.id in retaggings.unclaimed(archive)


def test_what_a_killed_worker_left_is_taken_up_again(archive: Archive) -> None:
    id_ = store(archive, "killed")
    asked = retaggings.request(archive, id_, "garden")
    assert retaggings.claim(archive, asked.id)
    assert asked.id not in retaggings.unclaimed(archive)
    jobs.tag_thread(asked.id)
    assert retaggings.get(archive, asked.id).state is RetaggingState.TAGGING
    work.end_crashed(archive, process_identity())
    assert asked.id in retaggings.unclaimed(archive)
    jobs.tag_thread(asked.id)
    assert retaggings.get(archive, asked.id).state is RetaggingState.DONE


def test_three_crashes_are_enough(archive: Archive) -> None:
    asked = retaggings.request(archive, store(archive, "crashes"), "garden")
    for _ in range(3):
        assert retaggings.claim(archive, asked.id)
        work.end_crashed(archive, process_identity())
    assert retaggings.claim(archive, asked.id) is None
    failed = retaggings.get(archive, asked.id)
    assert failed.state is RetaggingState.FAILED
    assert failed.failure
    assert failed.failure.code == "crashed"


def test_tags_of_a_version_that_was_overtaken_are_not_kept(archive: Archive) -> None:
    id_ = store(archive, "overtaken")
    claimed = retaggings.claim(archive, retaggings.request(archive, id_, "garden").id)
    assert claimed
    seen = threads.load(archive, id_)
    newer = version(point(1, text="Quite other words by now.", post_id="overtaken"), root="overtaken", title="newer")
    threads.store(archive, newer, [captures.store(archive, paste("overtaken"))], CODEBOOK)
    assert not retaggings.finish(archive, claimed, 1, seen.version, Collection(archive)["garden"].ref)
    assert [each.codebook.id for each in threads.list_taggings(archive, id_)] == ["product-culture"]


def test_a_codebook_that_was_taken_away_is_told(archive: Archive) -> None:
    asked = retaggings.request(archive, store(archive, "gone"), "never-there")
    jobs.tag_thread(asked.id)
    failed = retaggings.get(archive, asked.id)
    assert failed.failure
    assert failed.failure.code == "invalid"


def test_deleting_the_thread_ends_what_was_asked(archive: Archive) -> None:
    id_ = store(archive, "deleted")
    asked = retaggings.request(archive, id_, "garden")
    threads.delete(archive, id_)
    jobs.tag_thread(asked.id)
    assert asked.id not in retaggings.unclaimed(archive)
