from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from archive import captures, submissions, work
from archive.archive import Archive
from archive.idempotency import Key
from archive.leases import LeaseLost
from archive.threads import threads
from archive.threads.merging import merge_threads
from domain import ids
from domain.editions import Edition
from domain.errors import Conflict, IdempotencyMismatch, NotFound
from domain.messages import Message, message
from domain.processes import process_identity
from domain.shapes.failure import Failure
from domain.shapes.submission import State, Submission
from tests.archive.leasing import abandon
from tests.archive.readings import CODEBOOK, NOON, paste, version

LATER = timedelta(seconds=61)
GONE = Failure(Message("gone"), retryable=False)

FIVE = message("progress.pictures", count=5)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta = LATER) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(archive: Archive, clock: Clock) -> Archive:
    return replace(archive, clock=clock)


def received(archive: Archive) -> str:
    return submissions.receive(archive, capture=paste()).submission.id


def claimed(archive: Archive, id_: str | None = None) -> Submission:
    held = submissions.claim(archive, id_ or received(archive))
    assert held is not None
    return held


def test_a_request_is_kept_with_its_capture(archive: Archive) -> None:
    receipt = submissions.receive(archive, capture=paste(), url="https://x.com/a", codebook="kindness", edition=Edition.READING)
    stored = submissions.get(archive, receipt.submission.id)
    assert not receipt.duplicate
    assert stored == receipt.submission
    assert (stored.state, stored.url, stored.codebook, stored.edition) == (
        State.RECEIVED,
        "https://x.com/a",
        "kindness",
        "reading",
    )
    assert stored.created_at == NOON
    assert stored.capture_id
    assert captures.load(archive, stored.capture_id) == paste()


def test_a_submission_of_nothing_is_a_mistake(archive: Archive) -> None:
    with pytest.raises(ValueError, match="capture or a url"):
        submissions.receive(archive)


def test_a_submission_goes_through_its_steps_to_done(archive: Archive, clock: Clock) -> None:
    held = claimed(archive)
    for state in (State.UNROLLING, State.TAGGING):
        submissions.step(archive, held, state, message("progress.host", host=state))
        clock.move(timedelta(seconds=1))
    submissions.step(archive, held, State.TAGGING, FIVE)
    assert (submissions.get(archive, held.id).state, submissions.get(archive, held.id).detail) == (State.TAGGING, FIVE)
    assert held.capture_id
    stored = threads.store(archive, version(), [held.capture_id], CODEBOOK)
    submissions.step(archive, held, State.RENDERING, thread_id=stored.thread_id)
    assert submissions.get(archive, held.id).thread_id == stored.thread_id
    submissions.finish(archive, held, stored.thread_id)
    done = submissions.get(archive, held.id)
    assert (done.state, done.thread_id, done.detail, done.finished_at) == (State.DONE, stored.thread_id, None, clock.now)
    begun = [(step.state, (step.started_at - NOON).seconds) for step in submissions.list_steps(archive, held.id)]
    assert begun == [(State.UNROLLING, 0), (State.TAGGING, 1), (State.RENDERING, 2)]


def test_what_was_fetched_is_attached(archive: Archive) -> None:
    held = claimed(archive, submissions.receive(archive, url="https://x.com/a").submission.id)
    assert held.capture_id is None
    capture_id = submissions.attach_capture(archive, held, paste())
    assert submissions.get(archive, held.id).capture_id == capture_id


def test_a_thread_deleted_before_the_end_is_not_pointed_to(archive: Archive) -> None:
    held = claimed(archive)
    submissions.finish(archive, held, ids.new_id())
    done = submissions.get(archive, held.id)
    assert (done.state, done.thread_id) == (State.DONE, None)


def test_only_one_of_twenty_claims(archive: Archive) -> None:
    id_ = received(archive)
    with ThreadPoolExecutor(20) as crowd:
        held = [item for item in crowd.map(lambda _: submissions.claim(archive, id_), range(20)) if item]
    assert [item.claim for item in held] == [1]


def test_a_sign_of_life_keeps_the_claim(archive: Archive) -> None:
    held = claimed(archive)
    (observed,) = work.held_leases(archive)
    submissions.renew(archive, held)
    assert not work.expire(archive, observed)
    assert submissions.claim(archive, held.id) is None
    assert submissions.unclaimed(archive) == ()


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2), timedelta(days=1), timedelta(days=-1)])
def test_a_clock_that_jumps_neither_ends_a_claim_nor_holds_up_new_work(archive: Archive, clock: Clock, jump: timedelta) -> None:
    held = claimed(archive)
    clock.move(jump)
    assert submissions.claim(archive, held.id) is None
    submissions.renew(archive, held)
    assert claimed(archive, received(archive)).claim == 1


def test_a_worker_given_up_for_dead_changes_nothing_when_it_comes_back(archive: Archive, clock: Clock) -> None:
    slow = claimed(archive)
    abandon(archive)
    quick = claimed(archive, slow.id)
    for late in (
        lambda: submissions.renew(archive, slow),
        lambda: submissions.step(archive, slow, State.RENDERING),
        lambda: submissions.attach_capture(archive, slow, paste("late")),
        lambda: submissions.finish(archive, slow, ids.new_id()),
        lambda: submissions.fail(archive, slow, GONE),
        lambda: submissions.release(archive, slow),
    ):
        with pytest.raises(LeaseLost):
            late()
    submissions.renew(archive, quick)
    assert submissions.get(archive, slow.id).state is State.RECEIVED
    assert submissions.list_steps(archive, slow.id) == ()


def test_the_third_crash_is_the_last(archive: Archive) -> None:
    id_ = received(archive)
    for crashes in range(3):
        assert claimed(archive, id_).attempts == crashes
        work.end_crashed(archive, process_identity())
        assert submissions.unclaimed(archive) == (id_,)
    assert_given_up(archive, id_)


def test_the_tenth_kill_by_others_is_the_last(archive: Archive) -> None:
    id_ = received(archive)
    for kill in range(10):
        held = claimed(archive, id_)
        assert held.attempts == 0
        if kill % 2:
            submissions.release(archive, held, counted=True)
        else:
            abandon(archive)
        assert submissions.unclaimed(archive) == (id_,)
    assert_given_up(archive, id_)


def assert_given_up(archive: Archive, id_: str) -> None:
    assert submissions.claim(archive, id_) is None
    given_up = submissions.get(archive, id_)
    assert given_up.state is State.FAILED
    assert given_up.failure
    assert (given_up.failure.code, given_up.failure.retryable) == ("crashed", True)
    assert submissions.unclaimed(archive) == ()


def test_a_worker_that_has_to_stop_gives_back_its_attempt(archive: Archive) -> None:
    id_ = received(archive)
    for _ in range(12):
        held = claimed(archive, id_)
        submissions.step(archive, held, State.UNROLLING, FIVE)
        submissions.release(archive, held)
        released = submissions.get(archive, id_)
        assert (released.state, released.detail, released.attempts) == (State.RECEIVED, None, 0)
    assert submissions.unclaimed(archive) == (id_,)


def test_a_failure_is_part_of_the_record(archive: Archive) -> None:
    held = claimed(archive)
    submissions.fail(archive, held, GONE)
    failed = submissions.get(archive, held.id)
    assert (failed.state, failed.failure, failed.finished_at) == (State.FAILED, GONE, NOON)
    assert submissions.claim(archive, held.id) is None


def test_retrying_begins_again_with_all_attempts(archive: Archive, clock: Clock) -> None:
    held = claimed(archive)
    submissions.fail(archive, held, GONE)
    again = submissions.retry(archive, held.id)
    assert (again.state, again.failure, again.finished_at, again.attempts) == (State.RECEIVED, None, None, 0)
    assert claimed(archive, held.id).claim == 2
    with pytest.raises(LeaseLost):
        submissions.step(archive, held, State.TAGGING)
    with pytest.raises(Conflict):
        submissions.retry(archive, held.id)


def test_a_cancelled_submissions_worker_notices(archive: Archive) -> None:
    held = claimed(archive)
    assert submissions.cancel(archive, held.id).state is State.CANCELLED
    with pytest.raises(LeaseLost):
        submissions.step(archive, held, State.TAGGING)
    with pytest.raises(Conflict):
        submissions.cancel(archive, held.id)
    assert submissions.retry(archive, held.id).state is State.RECEIVED


def test_what_was_deleted_with_its_thread_cannot_be_tried_again(archive: Archive) -> None:
    first = claimed(archive)
    assert first.capture_id
    submissions.fail(archive, first, GONE)
    threads.delete(archive, threads.store(archive, version(), [first.capture_id], CODEBOOK).thread_id)
    assert submissions.get(archive, first.id).capture_id is None
    with pytest.raises(Conflict):
        submissions.retry(archive, first.id)


def test_unknown_submissions_are_not_found(archive: Archive) -> None:
    for act in (submissions.get, submissions.cancel, submissions.retry):
        with pytest.raises(NotFound):
            act(archive, ids.new_id())
    assert submissions.claim(archive, ids.new_id()) is None


def test_the_same_key_and_body_get_the_first_answer(archive: Archive) -> None:
    key = Key("kim", "k" * 5000, "a" * 64)
    first = submissions.receive(archive, capture=paste(), key=key)
    again = submissions.receive(archive, capture=paste(), key=key)
    assert (first.duplicate, again.duplicate) == (False, True)
    assert again.submission.id == first.submission.id
    assert submissions.receive(archive, capture=paste(), key=replace(key, caller="sam")).submission.id != first.submission.id


def test_the_same_key_with_another_body_is_a_mismatch(archive: Archive) -> None:
    key = Key("kim", "1", "a" * 64)
    submissions.receive(archive, capture=paste(), key=key)
    with pytest.raises(IdempotencyMismatch):
        submissions.receive(archive, capture=paste("other"), key=replace(key, body_sha256="b" * 64))
    assert len(submissions.unclaimed(archive)) == 1


def test_a_key_is_forgotten_after_a_day(archive: Archive, clock: Clock) -> None:
    key = Key("kim", "1", "a" * 64)
    first = submissions.receive(archive, capture=paste(), key=key).submission
    clock.move(timedelta(hours=23, minutes=59))
    assert submissions.receive(archive, capture=paste(), key=key).duplicate
    clock.move(timedelta(minutes=1))
    second = submissions.receive(archive, capture=paste("other"), key=replace(key, body_sha256="b" * 64))
    assert not second.duplicate
    assert second.submission.id != first.id


def test_twenty_at_once_with_one_key_are_one_submission(archive: Archive) -> None:
    key = Key("kim", "1", "a" * 64)
    with ThreadPoolExecutor(20) as crowd:
        receipts = list(crowd.map(lambda _: submissions.receive(archive, capture=paste(), key=key), range(20)))
    assert len({receipt.submission.id for receipt in receipts}) == 1
    assert sum(not receipt.duplicate for receipt in receipts) == 1


def test_deleting_a_thread_cancels_what_was_about_to_hand_it_out(archive: Archive) -> None:
    held = claimed(archive)
    assert held.capture_id
    stored = threads.store(archive, version(), [held.capture_id], CODEBOOK)
    submissions.step(archive, held, State.RENDERING, thread_id=stored.thread_id)
    threads.delete(archive, stored.thread_id)
    assert submissions.get(archive, held.id).state is State.CANCELLED
    with pytest.raises(LeaseLost):
        submissions.renew(archive, held)
    with pytest.raises(NotFound):
        captures.load(archive, held.capture_id)


def test_a_submission_whose_thread_was_merged_meanwhile_ends_at_the_older_thread(archive: Archive) -> None:
    older = threads.store(archive, version(), [captures.store(archive, paste("older"))], CODEBOOK).thread_id
    held = claimed(archive)
    assert held.capture_id
    younger = threads.store(archive, version(root="99"), [held.capture_id], CODEBOOK).thread_id
    with archive.database.write(alone=True) as connection:
        merge_threads(connection, older, younger)
        threads.set_latest(connection, older, 2)
    submissions.finish(archive, held, younger)
    assert submissions.get(archive, held.id).thread_id == older
