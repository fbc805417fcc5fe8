"""Starts child processes, restarts those that die, and stops them in order. Used by `serve` and `worker`."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from commands.forked_child import Announce, ForkedChild
from domain.processes import die_with_parent

START_SECONDS = 60.0
PROBE_SECONDS = 0.02
STOP_SECONDS = 8.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 0.2, 10.0, 30.0


class StartFailed(Exception):
    """A child ended, or did not become ready in time; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `name` stands in messages.

    A program reports that it is ready by writing a byte to the descriptor that replaces `{ready}` in `argv`; `probe` is called
    for one that cannot. With `work` it is a fork of the supervisor that calls `work`.
    """

    name: str
    argv: Sequence[str] = ()
    work: Callable[[Announce], None] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    inherit: tuple[int, ...] = ()
    before_start: Callable[[], None] | None = None
    probe: Callable[[], bool] | None = None


@dataclass(slots=True)
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | ForkedChild
    ready: int
    started: float
    pause: float = FIRST_PAUSE
    restart_at: float | None = None


class Supervisor:
    """Starts programs in the order given and stops them in the reverse order, each in a session of its own.

    Ctrl-C reaches the whole terminal's group, so children must not be in it: who is stopped when is decided here alone.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._children: list[_Child] = []
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        self._stop = False

    def install_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)
        signal.signal(signal.SIGCHLD, self._wake)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def start(self, programs: Iterable[Program]) -> None:
        """Starts these at the same time and returns when all are ready. Raises StartFailed."""
        running = len(self._children)
        for program in programs:
            self._children.append(self._spawn(program))
        for child in self._children[running:]:
            self._await_ready(child)

    def watch(self) -> None:
        """Until a signal asks to stop: restarts and reports children that die, more slowly when they keep dying."""
        while not self._stop:
            pauses = [child.restart_at - time.monotonic() for child in self._children if child.restart_at is not None]
            select.select([self._wake_read], [], [], max(0.0, min(pauses, default=3600.0)))
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 1024)
            for child in self._children:
                self._restart_if_dead(child)

    def stop(self) -> None:
        """Asks each child to end, the last started first. Kills those that do not end in time, with their process group."""
        for child in reversed(self._children):
            self._stop_child(child)
        self._children.clear()

    @property
    def stopping(self) -> bool:
        return self._stop

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _wake(self, _number: int, _frame: FrameType | None) -> None:
        """Does nothing: with a handler the signal writes to the wake-up pipe."""

    def _spawn(self, program: Program) -> _Child:
        if program.before_start:
            program.before_start()
        read, write = os.pipe()
        try:
            process = _start_process(program, write)
        finally:
            os.close(write)
        return _Child(program, process, read, time.monotonic())

    def _await_ready(self, child: _Child) -> None:
        deadline = child.started + START_SECONDS
        probe = child.program.probe
        while not self._stop:
            readable, _, _ = select.select([child.ready], [], [], PROBE_SECONDS)
            if (readable and os.read(child.ready, 1)) or (probe and probe()):
                return
            if child.process.poll() is not None:
                raise StartFailed(f"{child.program.name} could not start ({_describe_status(child.process.returncode)}).")
            if time.monotonic() > deadline:
                raise StartFailed(f"{child.program.name} did not become ready within {START_SECONDS:.0f} seconds.")

    def _restart_if_dead(self, child: _Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            if child.process.poll() is None or self._stop:
                return
            _kill_group(child.process.pid)
            os.close(child.ready)
            child.ready = -1
            if now - child.started > STEADY_SECONDS:
                child.pause = FIRST_PAUSE
            child.restart_at = now + child.pause
            self._report(
                f"{child.program.name} stopped unexpectedly ({_describe_status(child.process.returncode)}); starting again."
            )
        if now >= child.restart_at and not self._stop:
            successor = self._spawn(child.program)
            child.process, child.ready, child.started = successor.process, successor.ready, successor.started
            child.pause, child.restart_at = min(child.pause * 2, LONGEST_PAUSE), None

    def _stop_child(self, child: _Child) -> None:
        if child.process.poll() is None:
            child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._report(f"{child.program.name} did not stop in time and was ended.")
        _kill_group(child.process.pid)
        child.process.wait()
        if child.ready >= 0:
            os.close(child.ready)
            child.ready = -1


def _start_process(program: Program, ready: int) -> subprocess.Popen[bytes] | ForkedChild:
    if program.work:
        return ForkedChild(program.name.removeprefix("The "), program.work, ready, program.inherit)
    return subprocess.Popen(  # noqa: S603 - our own programs
        [argument.replace("{ready}", str(ready)) for argument in program.argv],
        env={**os.environ, **program.environment},
        pass_fds=(ready, *program.inherit),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    )


def _kill_group(pid: int) -> None:
    """Kills what a child left running. The child leads a session, so its group has its number."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _describe_status(status: int | None) -> str:
    if status is not None and status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"exit status {status}"
