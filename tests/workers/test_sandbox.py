"""Real bombs, really ended: each at its limit, the parent unharmed."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from domain.errors import Crashed, Disturbed, LimitExceeded, NotAThread, PageChanged, RenderFailed
from presentation.messages import sentence
from tests.paths import ROOT
from workers.sandbox import LENGTH, Limits, OverLimit, receive, run_in_sandbox, send

ROOMY = Limits(seconds=20, memory_mb=512)


def test_the_value_comes_back_whole() -> None:
    assert run_in_sandbox(lambda text, count: text * count, "ab€", 3, limits=ROOMY) == "ab€" * 3


def test_a_large_value_comes_back_whole() -> None:
    assert run_in_sandbox(os.urandom, 1 << 25, limits=ROOMY) != run_in_sandbox(bytes, 1 << 25, limits=ROOMY)


def test_the_child_is_warm_and_changes_nothing_here() -> None:
    kept: list[int] = [1]

    def change() -> int:
        kept.append(2)
        return len(kept)

    assert run_in_sandbox(change, limits=ROOMY) == 2
    assert kept == [1]


def test_an_error_of_ours_comes_back_with_its_own_fields() -> None:
    def read() -> None:
        raise PageChanged("Bluesky", "post.record")

    with pytest.raises(PageChanged) as caught:
        run_in_sandbox(read, limits=ROOMY)
    assert (caught.value.site, caught.value.hook) == ("Bluesky", "post.record")
    assert "Bluesky" in sentence(caught.value.reason)
    assert "raise PageChanged" in caught.value.__notes__[0]


def test_an_error_keeps_its_own_sentence() -> None:
    def read() -> None:
        raise NotAThread("page_not_numbered")

    with pytest.raises(NotAThread, match=r"not_a_thread\.page_not_numbered"):
        run_in_sandbox(read, limits=ROOMY)


def test_an_unforeseen_error_becomes_the_failure_asked_for_with_its_traceback() -> None:
    def divide() -> float:
        return 1 / len("")

    with pytest.raises(RenderFailed) as caught:
        run_in_sandbox(divide, limits=ROOMY, failure=RenderFailed)
    assert "ZeroDivisionError" in caught.value.__notes__[0]


def test_endless_recursion_is_an_error_and_no_crash() -> None:
    def deeper(level: int) -> int:
        return deeper(level + 1) + 1

    with pytest.raises(Crashed) as caught:
        run_in_sandbox(deeper, 0, limits=ROOMY)
    assert "RecursionError" in caught.value.__notes__[0]


@pytest.mark.parametrize("leave", [lambda: sys.exit(0), lambda: os._exit(0), lambda: os._exit(3)])
def test_a_child_that_leaves_without_an_answer_has_crashed(leave: object) -> None:
    with pytest.raises(Crashed):
        run_in_sandbox(leave, limits=ROOMY)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_ends_itself_has_crashed(number: int) -> None:
    with pytest.raises(Crashed):
        run_in_sandbox(lambda: os.kill(os.getpid(), number), limits=Limits(seconds=20, memory_mb=2048))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_others_kill_is_tried_again(number: int) -> None:
    with pytest.raises(Disturbed) as raised:
        run_in_sandbox(lambda: os.kill(os.getpid(), number), limits=Limits(seconds=20, memory_mb=2048))
    assert raised.value.counted


def raise_(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EMFILE])
def test_a_broken_machine_is_not_the_fault_of_the_work(number: int) -> None:
    with pytest.raises(Disturbed) as raised:
        run_in_sandbox(raise_, OSError(number, "no"), limits=ROOMY)
    assert not raised.value.counted


def test_a_memory_bomb_ends_at_its_limit() -> None:
    def swell() -> int:
        kept = []
        while True:
            kept.append(bytearray(1 << 24))

    with pytest.raises(LimitExceeded):
        run_in_sandbox(swell, limits=Limits(seconds=20, memory_mb=128))


def test_a_library_in_c_that_aborts_for_want_of_memory_met_its_limit() -> None:
    def swell_in_c() -> None:
        library = ctypes.CDLL(None)
        library.malloc.restype = ctypes.c_void_p
        library.malloc.argtypes = [ctypes.c_size_t]
        while piece := library.malloc(1 << 22):
            ctypes.memset(piece, 1, 1 << 22)
        library.abort()

    with pytest.raises(LimitExceeded):
        run_in_sandbox(swell_in_c, limits=Limits(seconds=20, memory_mb=96))


def test_a_busy_bomb_ends_by_its_processor_time() -> None:
    def spin() -> None:
        while True:
            pass

    began = time.monotonic()
    with pytest.raises(LimitExceeded):
        run_in_sandbox(spin, limits=Limits(seconds=30, cpu_seconds=1))
    assert time.monotonic() - began < 10


def test_a_bomb_that_never_gives_python_back_ends_by_the_clock() -> None:
    def stick() -> int:
        return pow(7, 7**9) % 3

    began = time.monotonic()
    with pytest.raises(LimitExceeded):
        run_in_sandbox(stick, limits=Limits(seconds=0.7, memory_mb=4096))
    assert 0.6 < time.monotonic() - began < 15


def test_a_sleeper_ends_by_the_clock() -> None:
    with pytest.raises(LimitExceeded):
        run_in_sandbox(time.sleep, 60, limits=Limits(seconds=0.3))


def test_an_answer_without_end_is_refused() -> None:
    def gush() -> bytes:
        return bytes(200 << 20)

    with pytest.raises(LimitExceeded):
        run_in_sandbox(gush, limits=Limits(seconds=20, memory_mb=300))


def test_no_more_than_the_limit_is_read_of_an_answer() -> None:
    """A child can announce any length, and its memory limit does not hold where the system enforces none."""
    for length, fits in ((1000, True), (1001, False)):
        reader, writer = os.pipe()
        try:
            send(writer, bytes(length))
            if fits:
                assert receive(reader, max_bytes=LENGTH.size + 1000) == bytes(length)
            else:
                with pytest.raises(OverLimit):
                    receive(reader, max_bytes=LENGTH.size + 1000)
        finally:
            os.close(reader)
            os.close(writer)


def test_grandchildren_end_with_the_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"

    def breed() -> None:
        sleeper = subprocess.Popen(["sleep", "60"])
        note.write_text(str(sleeper.pid))
        time.sleep(60)

    with pytest.raises(LimitExceeded):
        run_in_sandbox(breed, limits=Limits(seconds=1.0))
    assert_gone(int(note.read_text()))


def test_the_child_sees_no_open_file_of_ours(tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w+") as secret:

        def peek() -> str:
            try:
                os.fstat(secret.fileno())
            except OSError as error:
                return os.strerror(error.errno)
            return "open"

        assert run_in_sandbox(peek, limits=ROOMY) == "Bad file descriptor"


def test_the_parent_gives_signs_of_life_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.sandbox.HEARTBEAT_SECONDS", 0.05)
    beats: list[float] = []
    run_in_sandbox(time.sleep, 0.4, limits=ROOMY, heartbeat=lambda: beats.append(time.monotonic()))
    assert 3 <= len(beats) <= 9


def test_what_is_raised_meanwhile_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    known = children()
    monkeypatch.setattr("workers.sandbox.HEARTBEAT_SECONDS", 0.05)

    def lose_the_lease() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run_in_sandbox(time.sleep, 60, limits=ROOMY, heartbeat=lose_the_lease)
    assert children() == known


def test_nothing_leaks() -> None:
    known = children()
    process = psutil.Process()
    before = process.num_fds()
    for _ in range(30):
        run_in_sandbox(int, "7", limits=ROOMY)
        with pytest.raises(Crashed):
            run_in_sandbox(os._exit, 1, limits=ROOMY)
    with pytest.raises(LimitExceeded):
        run_in_sandbox(time.sleep, 9, limits=Limits(seconds=0.1))
    assert process.num_fds() == before
    assert children() == known


def test_an_interrupted_parent_leaves_no_child_behind() -> None:
    known = children()

    def ring(number: int, frame: object) -> None:
        raise TimeoutError

    earlier = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(TimeoutError):
            run_in_sandbox(time.sleep, 60, limits=ROOMY)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
    assert children() == known


def test_a_child_whose_parent_was_killed_ends_by_itself(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import os, time, pathlib\n"
        "from workers.sandbox import LENGTH, Limits, OverLimit, receive, run_in_sandbox, send\n"
        "def stay():\n"
        f"    pathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n"
        "    os.kill(os.getppid(), 9)\n"
        "    time.sleep(60)\n"
        "run_in_sandbox(stay, limits=Limits(seconds=0.5))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT)
    assert_gone(int(note.read_text()), within=5)


def children() -> set[int]:
    """Children of this process; other tests' servers may be among them."""
    return {child.pid for child in psutil.Process().children()}


def assert_gone(pid: int, within: float = 3) -> None:
    """No such process, or only its entry that nobody has reaped."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail(f"{pid} still runs")
