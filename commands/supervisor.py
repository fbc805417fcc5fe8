"""Children that are started, watched, started again when they die, and stopped in order. Called by `serve` and `worker`."""

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

from commands.forked_child import Announce, Forked
from domain.processes import die_with_parent

START_SECONDS = 60.0
PROBE_SECONDS = 0.02
STOP_SECONDS = 8.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 0.2, 10.0, 30.0


class StartFailed(Exception):
    """A child ended, or said nothing, before it was ready; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `name` is what a person calls it.

    A program says that it is ready by writing a byte to the descriptor that replaces `{ready}` in `argv`; one that cannot
    is asked by `probe`. With `work` it is no program but a fork of the supervisor, which calls that.
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
    process: subprocess.Popen[bytes] | Forked
    ready: int
    started: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None


class Supervisor:
    """Starts programs in the order given and stops them in the reverse order, each in a session of its own.

    Ctrl-C reaches the whole terminal's group, so children must not be in it: who is stopped when is decided here alone.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
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
        """Start these side by side, as they come, and come back when all have said that they are ready."""
        known = len(self._children)
        for program in programs:
            self._children.append(self._spawn(program))
        for child in self._children[known:]:
            self._await_ready(child)

    def watch(self) -> None:
        """Until a signal asks to stop: start again what dies, saying so, more slowly when it keeps dying."""
        while not self._stop:
            pauses = [child.again_at - time.monotonic() for child in self._children if child.again_at is not None]
            select.select([self._wake_read], [], [], max(0.0, min(pauses, default=3600.0)))
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 1024)
            for child in self._children:
                self._mend(child)

    def stop(self) -> None:
        """Ask each child to end, the last started first; what does not end in time is killed with its whole group."""
        for child in reversed(self._children):
            self._end(child)
        self._children.clear()

    @property
    def stopping(self) -> bool:
        return self._stop

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _wake(self, _number: int, _frame: FrameType | None) -> None:
        """Only here so that the signal reaches the wake-up pipe."""

    def _spawn(self, program: Program) -> _Child:
        if program.before_start:
            program.before_start()
        read, write = os.pipe()
        try:
            process = _process(program, write)
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
                raise StartFailed(f"{child.program.name} could not start ({_ending(child.process.returncode)}).")
            if time.monotonic() > deadline:
                raise StartFailed(f"{child.program.name} did not become ready within {START_SECONDS:.0f} seconds.")

    def _mend(self, child: _Child) -> None:
        now = time.monotonic()
        if child.again_at is None:
            if child.process.poll() is None or self._stop:
                return
            _kill_group(child.process.pid)
            os.close(child.ready)
            child.ready = -1
            if now - child.started > STEADY_SECONDS:
                child.pause = FIRST_PAUSE
            child.again_at = now + child.pause
            self._say(f"{child.program.name} stopped unexpectedly ({_ending(child.process.returncode)}); starting again.")
        if now >= child.again_at and not self._stop:
            fresh = self._spawn(child.program)
            child.process, child.ready, child.started = fresh.process, fresh.ready, fresh.started
            child.pause, child.again_at = min(child.pause * 2, LONGEST_PAUSE), None

    def _end(self, child: _Child) -> None:
        if child.process.poll() is None:
            child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._say(f"{child.program.name} did not stop in time and was ended.")
        _kill_group(child.process.pid)
        child.process.wait()
        if child.ready >= 0:
            os.close(child.ready)
            child.ready = -1


def _process(program: Program, ready: int) -> subprocess.Popen[bytes] | Forked:
    if program.work:
        return Forked(program.name.removeprefix("The "), program.work, ready, program.inherit)
    return subprocess.Popen(  # noqa: S603 - our own programs
        [argument.replace("{ready}", str(ready)) for argument in program.argv],
        env={**os.environ, **program.environment},
        pass_fds=(ready, *program.inherit),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    )


def _kill_group(pid: int) -> None:
    """End whatever a child left behind: it leads a session, so its group bears its number."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"exit status {status}"
