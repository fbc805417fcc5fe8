"""The supervisor with real children: ready, dead, started again, stopped in order, nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.forked_child import ForkedChild
from commands.supervisor import Program, StartFailed, Supervisor
from tests.running import alive

READY = "import os,sys,time; os.write(int(sys.argv[1]), b'.'); "


class Reports(list[str]):
    def __call__(self, sentence: str) -> None:
        self.append(sentence)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def supervisor(reports: Reports) -> Iterator[Supervisor]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)}
    supervisor = Supervisor(reports)
    supervisor.install_signals()
    yield supervisor
    supervisor.stop()
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


def program(name: str, source: str) -> Program:
    return Program(name, [sys.executable, "-c", source, "{ready}"])


def appending(path: Path) -> str:
    return f"open({str(path)!r}, 'a').write(str(os.getpid()) + '\\n'); "


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def interrupt_after(condition: object, seconds: float = 10) -> threading.Thread:
    def wait() -> None:
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:  # type: ignore[operator]
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_start_waits_until_a_child_says_it_is_ready(supervisor: Supervisor) -> None:
    began = time.monotonic()
    supervisor.start([program("The child", f"import time; time.sleep(0.3); {READY} time.sleep(60)")])
    assert 0.3 <= time.monotonic() - began < 10


def test_a_child_that_ends_before_it_is_ready_is_told(supervisor: Supervisor) -> None:
    with pytest.raises(StartFailed, match=r"The child could not start \(exit status 3\)"):
        supervisor.start([program("The child", "raise SystemExit(3)")])


def test_a_child_that_dies_is_started_again_and_it_is_said(supervisor: Supervisor, reports: Reports, tmp_path: Path) -> None:
    log = tmp_path / "pids"
    supervisor.start([program("The child", f"{READY} {appending(log)} time.sleep(60)")])
    while not pids(log):
        time.sleep(0.01)
    os.kill(pids(log)[0], signal.SIGKILL)
    thread = interrupt_after(lambda: len(pids(log)) == 2)
    supervisor.watch()
    thread.join()
    assert len(pids(log)) == 2
    assert reports == ["The child stopped unexpectedly (ended by SIGKILL); starting again."]


def test_stopping_leaves_no_child_and_no_grandchild(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "pids"
    source = (
        f"{READY} import subprocess, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(log)!r}, 'a').write(f'{{os.getpid()}} {{child.pid}}')\ntime.sleep(60)"
    )
    supervisor.start([program("The stubborn child", source)])
    while len(pids(log)) < 2:
        time.sleep(0.01)
    monkeypatch.setattr("commands.supervisor.STOP_SECONDS", 0.3)
    supervisor.stop()
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in pids(log)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids(log) if alive(pid)] == []


def test_a_fork_that_does_not_stop_is_ended(supervisor: Supervisor, reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    def stubborn(announce: Callable[[], None]) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        announce()
        time.sleep(60)

    monkeypatch.setattr("commands.supervisor.STOP_SECONDS", 0.3)
    supervisor.start([Program("The stubborn fork", work=stubborn)])
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 7
    assert reports == ["The stubborn fork did not stop in time and was ended."]


def test_a_fork_can_be_stopped_before_it_has_begun(supervisor: Supervisor, reports: Reports) -> None:
    for _ in range(20):
        child = ForkedChild("early", lambda _announce: time.sleep(60), os.open(os.devnull, os.O_WRONLY), ())
        child.terminate()
        assert child.wait(5) == -signal.SIGTERM


def test_children_stop_in_reverse_order(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "order"
    farewell = "signal.signal(signal.SIGTERM, lambda *_: (open({path!r}, 'a').write({name!r}), sys.exit(0)))"
    for name in "abc":
        source = (
            f"import signal; {READY.replace('os.write', 'pass; ' + farewell.format(path=str(log), name=name) + '; os.write')}"
        )
        supervisor.start([program(name, f"{source} time.sleep(60)")])
    supervisor.stop()
    assert log.read_text() == "cba"
