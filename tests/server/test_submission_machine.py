"""Submissions as a state machine: whatever clients, workers and accidents do, the archive is what a model says.

The queue is a real Redis that is wiped now and then; after a look of the reconciler it has a job for all that waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from redis import Redis

from archive import captures, submissions, work
from archive.archive import Archive, open_archive
from archive.idempotency import Key
from archive.leases import LeaseLost
from archive.threads import threads
from domain.errors import Conflict, IdempotencyMismatch
from domain.ids import new_id
from domain.messages import message
from domain.retry_policy import MAX_ATTEMPTS, MAX_INTERRUPTIONS
from domain.settings import Settings
from domain.shapes.failure import Failure
from domain.shapes.submission import State, Submission
from server.queue import Queue
from server.reconciler import reconcile
from tests.archive.readings import CODEBOOK, paste, point, version
from tests.postgres import Postgres
from tests.redis_server import running_redis

CALLERS = ("ann", "ben", "cy")


@dataclass
class Expected:
    """What the model knows of a submission. `held`: the claim that its worker has."""

    state: State = State.RECEIVED
    held: Submission | None = None
    attempts: int = 0
    interruptions: int = 0


class Submissions(RuleBasedStateMachine):
    archive: ClassVar[Archive]
    queue: ClassVar[Queue]
    redis: ClassVar[Redis]
    thread: ClassVar[str]

    @initialize()
    def begin(self) -> None:
        with self.archive.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM submissions")
        self.redis.flushall()
        self.model: dict[str, Expected] = {}
        self.stale: list[Submission] = []
        self.keys: dict[str, tuple[str, str]] = {}
        self.run_id = new_id()
        self.texts = 0

    @rule(caller=st.sampled_from(CALLERS), background=st.booleans(), enqueued=st.booleans())
    def receive(self, caller: str, background: bool, enqueued: bool) -> None:
        self.texts += 1
        receipt = submissions.receive(self.archive, capture=paste(f"text {self.texts}"), caller=caller, background=background)
        self.model[receipt.submission.id] = Expected()
        if enqueued:
            self.queue.submission(receipt.submission.id)

    @rule(name=st.sampled_from("abc"), body=st.sampled_from("xy"))
    def receive_with_a_key(self, name: str, body: str) -> None:
        earlier = self.keys.get(name)
        key = Key("ann", f"{self.run_id} {name}", body)
        if earlier and earlier[0] != body:
            with pytest.raises(IdempotencyMismatch):
                submissions.receive(self.archive, capture=paste(body), caller="ann", key=key)
            return
        id_ = submissions.receive(self.archive, capture=paste(body), caller="ann", key=key).submission.id
        assert id_ == (earlier[1] if earlier else id_)
        self.keys[name] = (body, id_)
        self.model.setdefault(id_, Expected())

    @precondition(lambda self: any(not item.held and not item.state.ended for item in self.model.values()))
    @rule()
    def claim_the_next(self) -> None:
        chosen = work.next_work(self.archive)
        assert chosen, "something waits"
        id_ = chosen[1]
        expected = self.model[id_]
        assert not expected.held
        assert not expected.state.ended
        claimed = submissions.claim(self.archive, id_)
        if expected.attempts >= MAX_ATTEMPTS or expected.interruptions >= MAX_INTERRUPTIONS:
            assert claimed is None
            expected.state = State.FAILED
            return
        assert claimed
        expected.held, expected.interruptions = claimed, expected.interruptions + 1
        assert submissions.claim(self.archive, id_) is None, "a second worker has it too"

    @rule(data=st.data(), state=st.sampled_from([State.FETCHING, State.UNROLLING, State.TAGGING, State.RENDERING]))
    def step(self, data: st.DataObject, state: State) -> None:
        for expected, claimed in self._held(data):
            submissions.step(self.archive, claimed, state)
            expected.state = state

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        for expected, claimed in self._held(data):
            submissions.finish(self.archive, claimed, self.thread)
            expected.state = State.DONE
            self._let_go(expected)

    @rule(data=st.data(), retryable=st.booleans())
    def fail(self, data: st.DataObject, retryable: bool) -> None:
        for expected, claimed in self._held(data):
            submissions.fail(self.archive, claimed, Failure(message("fetch_failed"), retryable))
            expected.state = State.FAILED
            self._let_go(expected)

    @rule(data=st.data(), counted=st.booleans())
    def give_back(self, data: st.DataObject, counted: bool) -> None:
        for expected, claimed in self._held(data):
            submissions.release(self.archive, claimed, counted=counted)
            expected.interruptions -= 0 if counted else 1
            expected.state = State.RECEIVED
            self._let_go(expected)

    @rule(data=st.data())
    def lose_the_worker(self, data: st.DataObject) -> None:
        """It falls silent: its claim ends, and the work is another's."""
        for expected, claimed in self._held(data):
            (lease,) = [held for held in work.held_leases(self.archive) if held.lease.id == claimed.id]
            assert work.expire(self.archive, lease)
            assert not work.expire(self.archive, lease), "twice"
            self._let_go(expected)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        for id_, expected in self._any(data):
            try:
                submissions.cancel(self.archive, id_)
            except Conflict:
                assert expected.state.ended
            else:
                assert not expected.state.ended
                expected.state = State.CANCELLED
                self._let_go(expected)

    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        for id_, expected in self._any(data):
            try:
                submissions.retry(self.archive, id_)
            except Conflict:
                assert expected.state not in {State.FAILED, State.CANCELLED}
            else:
                assert expected.state in {State.FAILED, State.CANCELLED}
                self.model[id_] = Expected()

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def write_late(self, data: st.DataObject) -> None:
        """A worker that was taken for dead goes on: nothing of it may be stored."""
        claimed = data.draw(st.sampled_from(self.stale))
        for change in (submissions.renew, lambda *given: submissions.finish(*given, self.thread), submissions.release):
            with pytest.raises(LeaseLost):
                change(self.archive, claimed)

    @rule()
    def wipe_the_queue(self) -> None:
        self.redis.flushall()

    @rule()
    def reconcile(self) -> None:
        reconcile(self.archive, self.queue)
        waiting = sum(not item.held and not item.state.ended for item in self.model.values())
        assert self.queue.length() >= waiting

    @invariant()
    def the_archive_is_as_expected(self) -> None:
        for id_, expected in self.model.items():
            stored = submissions.get(self.archive, id_)
            assert stored.state is expected.state
            assert (stored.finished_at is not None) == stored.state.ended
            assert (stored.failure is not None) == (stored.state is State.FAILED)
        waiting = {id_ for id_, item in self.model.items() if not item.held and not item.state.ended}
        assert set(submissions.unclaimed(self.archive)) == waiting

    def _any(self, data: st.DataObject) -> Iterator[tuple[str, Expected]]:
        if self.model:
            id_ = data.draw(st.sampled_from(sorted(self.model)))
            yield id_, self.model[id_]

    def _held(self, data: st.DataObject) -> Iterator[tuple[Expected, Submission]]:
        held = [item for item in self.model.values() if item.held]
        if held:
            expected = data.draw(st.sampled_from(held))
            assert expected.held
            yield expected, expected.held

    def _let_go(self, expected: Expected) -> None:
        if expected.held:
            self.stale.append(expected.held)
        expected.held = None


def run_machine(archive: Archive, redis: str, examples: int, steps: int) -> None:
    Submissions.archive, Submissions.queue, Submissions.redis = archive, Queue.at(redis, 60), Redis.from_url(redis)
    stored = threads.store(archive, version(point(1)), [captures.store(archive, paste())], CODEBOOK)
    Submissions.thread = stored.thread_id
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Submissions, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("examples", "steps"), [(8, 25), pytest.param(300, 60, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_submissions_are_as_a_model_says(archive: Archive, tmp_path: Path, examples: int, steps: int) -> None:
    with running_redis(tmp_path / "data") as redis:
        run_machine(archive, redis, examples, steps)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_they_are_on_postgresql_too(postgres: Postgres, tmp_path: Path) -> None:
    archive = open_archive(Settings(data=tmp_path / "data", database_url=postgres.new_database()))
    with running_redis(tmp_path / "data") as redis:
        run_machine(archive, redis, 100, 50)
    archive.close()
