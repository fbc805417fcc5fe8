"""A press that stays, one that ends, and that nothing is lost when it does."""

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
from workers.render_process import Press
from workers.sandbox import Limits

ROOMY = Limits(seconds=20, memory_mb=512)


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press(ROOMY)
    made.keep()
    yield made
    made.end()


def who(*_: object) -> int:
    return os.getpid()


def raises() -> None:
    raise NotAThread("One word is no thread.")


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


def made(press: Press, function: object, *args: object) -> object:
    return press.made(function, *args, failure=RenderFailed)  # type: ignore[arg-type]


def test_one_child_answers_call_after_call(press: Press) -> None:
    first = made(press, who)
    assert first == made(press, who, os.urandom(1 << 22)) != os.getpid()


def test_what_is_too_large_to_be_said_is_done_in_a_child_that_inherits_it(press: Press) -> None:
    before = made(press, who)
    assert made(press, who, bytes(33 << 20)) != before == made(press, who)


def test_without_a_press_a_child_of_its_own_does_the_work() -> None:
    press = Press(ROOMY)
    assert made(press, who) != made(press, who) != os.getpid()


def test_an_error_of_ours_comes_back_and_the_press_stays(press: Press) -> None:
    before = made(press, who)
    with pytest.raises(NotAThread, match=r"One word is no thread\."):
        made(press, raises)
    assert made(press, who) == before


def test_what_ends_the_press_is_done_again_in_a_child_of_its_own_and_judged_there(press: Press) -> None:
    before = made(press, who)
    with pytest.raises(RenderFailed):
        made(press, quits)
    assert made(press, who) != before
    press.keep()
    again = made(press, who)
    assert again == made(press, who) != before


def test_a_call_that_takes_too_long_is_ended_once() -> None:
    press = Press(Limits(seconds=1, memory_mb=512))
    press.keep()
    begun[0] = 0
    with pytest.raises(LimitExceeded):
        made(press, hangs)
    assert begun[0] == 1
    press.end()


def test_memory_is_limited_as_in_a_child_of_its_own(press: Press) -> None:
    with pytest.raises(LimitExceeded):
        made(press, grows, 600)


def test_one_that_has_grown_makes_room_for_a_new_one(press: Press) -> None:
    before = made(press, grows, 100)
    wait_for(lambda: psutil.Process(int(str(before))).status() == psutil.STATUS_ZOMBIE)
    press.keep()
    assert made(press, who) != before


def test_one_that_has_nothing_to_do_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.1)
    press = Press(ROOMY)
    press.keep()
    before = psutil.Process(int(str(made(press, who))))
    wait_for(lambda: before.status() == psutil.STATUS_ZOMBIE)
    press.rest()
    assert not before.is_running()
    assert made(press, who) != before.pid


def test_a_caller_that_is_stopped_ends_the_press_and_another_is_made(press: Press) -> None:
    before = made(press, who)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        press.made(hangs, failure=RenderFailed, alive=stop)
    press.keep()
    assert made(press, who) != before


def test_a_caller_that_is_killed_leaves_no_answer_for_the_next(press: Press) -> None:
    child = int(str(made(press, who)))
    job = os.fork()
    if job == 0:
        made(press, slowly, "old")
        os._exit(0)
    time.sleep(0.1)
    os.kill(job, signal.SIGKILL)
    os.waitpid(job, 0)
    press.free()
    assert not psutil.pid_exists(child)
    press.keep()
    assert made(press, slowly, "new") == "new"


def slowly(value: str) -> str:
    time.sleep(0.5)
    return value


def test_it_ends_with_the_worker_that_keeps_it() -> None:
    reader, writer = os.pipe()
    worker = os.fork()
    if worker == 0:
        press = Press(ROOMY)
        press.keep()
        os.write(writer, str(made(press, who)).encode())
        signal.pause()
    try:
        child = psutil.Process(int(os.read(reader, 20)))
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_nothing_of_the_worker_is_open_in_it() -> None:
    press = Press(ROOMY)
    with open(os.devnull, "rb"):
        press.keep()
        assert made(press, open_files) == 5  # three standard ones, two pipes
        press.end()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) - 1  # the folder itself


def wait_for(true: object) -> None:
    end = time.monotonic() + 5
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
