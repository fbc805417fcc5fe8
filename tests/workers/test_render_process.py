"""A process that stays, one that ends, and that nothing is lost when it does."""

from __future__ import annotations

import mmap
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from domain.errors import LimitExceeded, NotAThread, RenderFailed
from workers import render_process as module
from workers.render_process import RenderProcess
from workers.sandbox import Limits

ROOMY = Limits(seconds=20, memory_mb=512)


@pytest.fixture
def process() -> Iterator[RenderProcess]:
    started = RenderProcess(ROOMY)
    started.start()
    yield started
    started.end()


def process_id(*_: object) -> int:
    return os.getpid()


def raises() -> None:
    raise NotAThread("page_not_numbered")


def quits() -> None:
    os._exit(3)


def hangs() -> None:
    begun[0] += 1
    signal.pause()


def grows(megabytes: int) -> int:
    held.append(b"x" * (megabytes << 20))
    return os.getpid()


held: list[bytes] = []
begun = mmap.mmap(-1, 1)
"""How many calls of `hangs` began, in whatever child."""


def call(process: RenderProcess, function: object, *args: object) -> object:
    return process.call(function, *args, failure=RenderFailed)  # type: ignore[arg-type]


def test_one_child_answers_call_after_call(process: RenderProcess) -> None:
    first = call(process, process_id)
    assert first == call(process, process_id, os.urandom(1 << 22)) != os.getpid()


def test_what_is_too_large_for_the_pipe_is_done_in_a_child_that_inherits_it(process: RenderProcess) -> None:
    before = call(process, process_id)
    assert call(process, process_id, bytes(33 << 20)) != before == call(process, process_id)


def test_without_a_press_a_child_of_its_own_does_the_work() -> None:
    process = RenderProcess(ROOMY)
    assert call(process, process_id) != call(process, process_id) != os.getpid()


def test_an_error_of_ours_comes_back_and_the_process_stays(process: RenderProcess) -> None:
    before = call(process, process_id)
    with pytest.raises(NotAThread, match=r"not_a_thread\.page_not_numbered"):
        call(process, raises)
    assert call(process, process_id) == before


def test_what_ends_the_process_is_done_again_in_a_child_of_its_own_and_judged_there(process: RenderProcess) -> None:
    before = call(process, process_id)
    with pytest.raises(RenderFailed):
        call(process, quits)
    assert call(process, process_id) != before
    process.start()
    again = call(process, process_id)
    assert again == call(process, process_id) != before


def test_a_call_that_takes_too_long_is_ended_once() -> None:
    process = RenderProcess(Limits(seconds=1, memory_mb=512))
    process.start()
    begun[0] = 0
    with pytest.raises(LimitExceeded):
        call(process, hangs)
    assert begun[0] == 1
    process.end()


def test_memory_is_limited_as_in_a_child_of_its_own(process: RenderProcess) -> None:
    with pytest.raises(LimitExceeded):
        call(process, grows, 600)


def test_one_that_has_grown_makes_room_for_a_new_one(process: RenderProcess) -> None:
    before = call(process, grows, 100)
    wait_for(lambda: psutil.Process(int(str(before))).status() == psutil.STATUS_ZOMBIE)
    process.start()
    assert call(process, process_id) != before


def test_one_that_has_nothing_to_do_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.1)
    process = RenderProcess(ROOMY)
    process.start()
    before = psutil.Process(int(str(call(process, process_id))))
    wait_for(lambda: before.status() == psutil.STATUS_ZOMBIE)
    process.forget_if_ended()
    assert not before.is_running()
    assert call(process, process_id) != before.pid


def test_a_caller_that_is_stopped_ends_the_process_and_another_is_started(process: RenderProcess) -> None:
    before = call(process, process_id)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process.call(hangs, failure=RenderFailed, heartbeat=stop)
    process.start()
    assert call(process, process_id) != before


def test_a_caller_that_is_killed_leaves_no_answer_for_the_next(process: RenderProcess) -> None:
    child = int(str(call(process, process_id)))
    job = os.fork()
    if job == 0:
        call(process, slowly, "old")
        os._exit(0)
    time.sleep(0.1)
    os.kill(job, signal.SIGKILL)
    os.waitpid(job, 0)
    process.end_if_abandoned()
    assert not psutil.pid_exists(child)
    process.start()
    assert call(process, slowly, "new") == "new"


def slowly(value: str) -> str:
    time.sleep(0.5)
    return value


def test_it_ends_with_the_worker_that_keeps_it() -> None:
    reader, writer = os.pipe()
    worker = os.fork()
    if worker == 0:
        process = RenderProcess(ROOMY)
        process.start()
        os.write(writer, str(call(process, process_id)).encode())
        signal.pause()
    try:
        child = psutil.Process(int(os.read(reader, 20)))
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_nothing_of_the_worker_is_open_in_it() -> None:
    process = RenderProcess(ROOMY)
    with open(os.devnull, "rb"):
        process.start()
        assert call(process, open_files) == 5  # three standard ones, two pipes
        process.end()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) - 1  # the folder itself


def wait_for(true: object) -> None:
    end = time.monotonic() + 20
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
