from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from archive import blob_gc, captures, handouts, work
from archive.archive import Archive
from archive.leases import LeaseLost
from archive.threads import threads
from domain import ids
from domain.digest import digest
from domain.editions import Edition
from domain.errors import NotFound
from domain.messages import Message
from domain.processes import process_identity
from domain.shapes.failure import Failure
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState
from domain.shapes.thread import Thread
from tests.archive.readings import CODEBOOK, paste, point, tag, version

BROKEN = Failure(Message("render_failed"), retryable=True)


@pytest.fixture
def thread(archive: Archive) -> Thread:
    stored = threads.store(archive, version(), [captures.store(archive, paste())], CODEBOOK)
    return threads.load(archive, stored.thread_id)


@pytest.fixture
def key(thread: Thread) -> HandoutKey:
    return handouts.key_for(thread, Edition.ANNOTATED, Format.PDF, "r1")


def claimed(archive: Archive, key: HandoutKey) -> Handout:
    held = handouts.claim(archive, handouts.request(archive, key).id)
    assert held is not None
    return held


def test_a_handout_is_asked_for_made_and_found(archive: Archive, key: HandoutKey) -> None:
    assert handouts.find(archive, key) is None
    requested = handouts.request(archive, key)
    assert (requested.key, requested.state, handouts.unclaimed(archive)) == (key, HandoutState.REQUESTED, (requested.id,))
    with pytest.raises(NotFound):
        handouts.read(archive, requested)
    held = claimed(archive, key)
    assert (held.state, handouts.unclaimed(archive)) == (HandoutState.RENDERING, ())
    handouts.finish(archive, held, b"%PDF-1.7")
    stored = handouts.find(archive, key)
    assert stored
    assert (stored.id, stored.state, stored.size) == (requested.id, HandoutState.DONE, 8)
    assert handouts.read(archive, stored) == b"%PDF-1.7"
    assert handouts.get(archive, requested.id) == stored
    assert handouts.claim(archive, requested.id) is None


def test_twenty_at_once_ask_for_one_handout(archive: Archive, key: HandoutKey) -> None:
    with ThreadPoolExecutor(20) as crowd:
        assert len(set(crowd.map(lambda _: handouts.request(archive, key).id, range(20)))) == 1


def test_whatever_it_is_made_from_makes_another_handout(archive: Archive, key: HandoutKey) -> None:
    others = (
        replace(key, version=2),
        replace(key, tags_revision=9),
        replace(key, codebook=replace(key.codebook, version=9)),
        replace(key, edition=Edition.READING),
        replace(key, format=Format.HTML),
        replace(key, renderer="r2"),
        replace(key, options="volume=2"),
    )
    requested = {handouts.request(archive, item).id for item in (key, *others)}
    assert len(requested) == 8


def test_new_tags_make_another_handout(archive: Archive, thread: Thread, key: HandoutKey) -> None:
    threads.store(archive, version(point(1), point(2, tag())), [captures.store(archive, paste())], CODEBOOK)
    assert thread.id
    now = threads.load(archive, thread.id)
    assert now.number == thread.number
    assert handouts.key_for(now, Edition.ANNOTATED, Format.PDF, "r1") != key


def test_a_failed_handout_is_made_again_only_when_that_is_asked(archive: Archive, key: HandoutKey) -> None:
    handouts.fail(archive, claimed(archive, key), BROKEN)
    failed = handouts.request(archive, key)
    assert (failed.state, failed.failure) == (HandoutState.FAILED, BROKEN)
    assert handouts.unclaimed(archive) == ()
    again = handouts.request(archive, key, again=True)
    assert (again.state, again.failure, again.id) == (HandoutState.REQUESTED, None, failed.id)
    handouts.finish(archive, claimed(archive, key), b"made")
    assert handouts.request(archive, key, again=True).state is HandoutState.DONE


def test_the_third_crash_is_the_last(archive: Archive, key: HandoutKey) -> None:
    for _ in range(3):
        claimed(archive, key)
        work.end_crashed(archive, process_identity())
    assert handouts.claim(archive, handouts.request(archive, key).id) is None
    failed = handouts.find(archive, key)
    assert failed
    assert failed.failure
    assert failed.failure.code == "crashed"


def test_a_worker_that_has_to_stop_gives_it_back(archive: Archive, key: HandoutKey) -> None:
    for _ in range(5):
        handouts.release(archive, claimed(archive, key))
    assert claimed(archive, key).claim == 6


def test_a_sign_of_life_keeps_the_claim(archive: Archive, key: HandoutKey) -> None:
    held = claimed(archive, key)
    (observed,) = work.held_leases(archive)
    handouts.renew(archive, held)
    assert not work.expire(archive, observed)
    assert handouts.claim(archive, held.id) is None


def test_a_handout_whose_thread_is_deleted_meanwhile_leaves_nothing(archive: Archive, thread: Thread, key: HandoutKey) -> None:
    held = claimed(archive, key)
    assert thread.id
    threads.delete(archive, thread.id)
    with pytest.raises(LeaseLost):
        handouts.finish(archive, held, b"too late")
    assert blob_gc.sweep(archive) == 1
    assert not archive.blobs.has(digest(b"too late"))
    with pytest.raises(NotFound):
        handouts.request(archive, key)
    with pytest.raises(NotFound):
        handouts.get(archive, held.id)


def test_a_handout_of_an_unknown_thread_is_not_found(archive: Archive, key: HandoutKey) -> None:
    with pytest.raises(NotFound):
        handouts.request(archive, replace(key, thread_id=ids.new_id()))


def test_a_thread_outside_the_archive_has_no_key(thread: Thread) -> None:
    with pytest.raises(ValueError, match="archived"):
        handouts.key_for(replace(thread, id=None), Edition.ANNOTATED, Format.PDF, "r1")
