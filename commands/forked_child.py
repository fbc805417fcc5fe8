"""A child process that is a fork of this one and shares what was imported before. Used by the supervisor."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkContext

from domain.processes import block_signals, die_with_parent, set_process_name

INHERITED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
PAUSE_SECONDS = 0.01
FORK: ForkContext = get_context("fork")

Announce = Callable[[], None]


class ForkedChild:
    """Runs `work(announce)` in a session of its own. It has the methods of `subprocess.Popen` that the supervisor uses.

    `announce` writes a byte to the descriptor `ready`. The child keeps only that descriptor and those of `inherit` open.
    """

    def __init__(self, name: str, work: Callable[[Announce], None], ready: int, inherit: tuple[int, ...]) -> None:
        self._process = FORK.Process(target=_run, args=(name, work, ready, inherit))
        # Until the child has its own handlers, a signal sent to it would run the supervisor's and be lost.
        with block_signals(INHERITED):
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        """Raises `subprocess.TimeoutExpired`. It polls, because `join` waits on a descriptor that the child closes."""
        deadline = time.monotonic() + (math.inf if timeout is None else timeout)
        while (status := self._process.exitcode) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
            time.sleep(PAUSE_SECONDS)
        return status


def _run(name: str, work: Callable[[Announce], None], ready: int, inherit: tuple[int, ...]) -> None:
    """Starts like a fresh process: its own session and name, default signals, none of the supervisor's files."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in INHERITED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INHERITED)
    die_with_parent(signal.SIGTERM)
    set_process_name(name)
    _close_all_but(0, 1, 2, ready, *inherit)

    def announce() -> None:
        with contextlib.suppress(OSError):
            os.write(ready, b".")

    work(announce)


def _close_all_but(*descriptors: int) -> None:
    """Closes other descriptors. A child that outlives a killed supervisor must not hold the lock on the data folder."""
    ordered = sorted({*descriptors})
    for below, above in zip(ordered, [*ordered[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        if below + 1 < above:  # an empty range from nought closes everything (CPython 3.11)
            os.closerange(below + 1, above)
