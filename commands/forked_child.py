"""A child that is a fork of this process: what was imported before is shared with it. Used by the supervisor."""

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


class Forked:
    """Runs `work(announce)` in a session of its own; seen from outside like a `subprocess.Popen`.

    `announce` writes a byte to the descriptor `ready`; that and `kept` are all the descriptors the child keeps.
    """

    def __init__(self, name: str, work: Callable[[Announce], None], ready: int, kept: tuple[int, ...]) -> None:
        self._process = FORK.Process(target=_begin, args=(name, work, ready, kept))
        # Until the child has signals of its own, one sent to it would end in the supervisor's handler and be forgotten.
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
        """Raises `subprocess.TimeoutExpired`. It asks again and again: what `join` waits on is no file that a child keeps."""
        deadline = time.monotonic() + (math.inf if timeout is None else timeout)
        while (status := self._process.exitcode) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
            time.sleep(PAUSE_SECONDS)
        return status


def _begin(name: str, work: Callable[[Announce], None], ready: int, kept: tuple[int, ...]) -> None:
    """As a fresh process would begin: its own session, default signals, none of the supervisor's files, a name of its own."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in INHERITED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INHERITED)
    die_with_parent(signal.SIGTERM)
    set_process_name(name)
    _keep_only(0, 1, 2, ready, *kept)

    def announce() -> None:
        with contextlib.suppress(OSError):
            os.write(ready, b".")

    work(announce)


def _keep_only(*descriptors: int) -> None:
    """Above all the lock on the data folder must not stay held by a child of a supervisor that was killed."""
    ordered = sorted({*descriptors})
    for below, above in zip(ordered, [*ordered[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        if below + 1 < above:  # an empty range from nought closes everything (CPython 3.11)
            os.closerange(below + 1, above)
