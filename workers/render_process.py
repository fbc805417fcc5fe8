"""Keeps one sandboxed child process for rendering, so that what the first handout loaded is there for the next.

The worker starts it (`start`), because it outlives the process of one job; that process sends it calls (`call`), one at a time.
It only saves time: whenever it has ended, for whatever reason, `call` runs the function in a child of its own.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NoReturn, TypeVar

from domain.errors import Failed, LimitExceeded
from workers.sandbox import (
    Limits,
    OverLimit,
    apply_limits,
    fork,
    mapped_bytes,
    no_heartbeat,
    pickled_result,
    receive,
    run_in_sandbox,
    send,
    start_timers,
    unpickle_result,
)

T = TypeVar("T")

IDLE_SECONDS: Final = 8.0
"""It ends after so long without a call: it holds memory that no other process shares."""
MAX_CALLS: Final = 200
GROWTH_DIVISOR: Final = 8
"""It ends when it has grown by this part of the memory that one call may take."""
MAX_REQUEST_BYTES: Final = 32 << 20
"""A larger call (a thread with many pictures) is cheaper in a child that inherits its arguments."""


class Unavailable(Exception):
    """The render process has ended, ended during this call, or is busy with the call of another process."""


class RenderProcess:
    """One child process for many calls. Each call has the same limits as in a child of its own."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._child = self._owner = 0
        self._requests = self._answers = -1
        self._busy: mmap.mmap
        """Shared with every fork: 1 while a process waits for an answer, since it may be killed while it waits."""

    def start(self) -> None:
        """Starts the process unless it runs. Called by the worker between two jobs, and by nobody else."""
        self.end_if_abandoned()
        self.forget_if_ended()
        if self._child:
            return
        self._owner = os.getpid()
        mapped, self._busy = mapped_bytes(), mmap.mmap(-1, 1)
        request_reader, self._requests = os.pipe()
        self._answers, answer_writer = os.pipe()
        child = fork()
        if child == 0:
            serve_calls(request_reader, answer_writer, self.limits, mapped)
        self._child = child
        os.close(request_reader)
        os.close(answer_writer)

    def is_ready(self) -> bool:
        """Whether it runs and no other process waits for it."""
        poll = select.poll()
        poll.register(self._answers, select.POLLHUP)
        return self._child != 0 and not self._busy[0] and not poll.poll(0)

    def end_if_abandoned(self) -> None:
        """Ends the process if whoever waited for its answer has died. Called by the worker after a job."""
        if self._child and self._busy[0]:
            self.end()

    def forget_if_ended(self) -> None:
        """Closes the pipes of a process that has ended. Called by the worker now and then; without effect in its jobs."""
        if self._child and self._owner == os.getpid() and self._reap(os.WNOHANG):
            self._forget()

    def end(self) -> None:
        """Ends the process, if there is one, whatever it is doing."""
        if not self._child:
            return
        self._kill()
        self._reap(0)
        self._forget()

    def _reap(self, options: int) -> bool:
        try:
            return os.waitpid(self._child, options) != (0, 0)
        except ChildProcessError:
            return True

    def _forget(self) -> None:
        os.close(self._requests)
        os.close(self._answers)
        self._child = 0

    def call(
        self, function: Callable[..., T], *args: object, failure: type[Failed], heartbeat: Callable[[], None] = no_heartbeat
    ) -> T:
        """`function(*args)` as `run_in_sandbox` runs it, which is called where there is no process. All must be picklable.

        Raises what `run_in_sandbox` raises.
        """
        try:
            answer = self._answer(pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL), heartbeat)
        except Unavailable:
            return run_in_sandbox(function, *args, limits=self.limits, failure=failure, heartbeat=heartbeat)
        value: T = unpickle_result(answer, failure)
        return value

    def _answer(self, request: bytes, heartbeat: Callable[[], None]) -> bytes:
        if not self._child or self._busy[0] or len(request) > MAX_REQUEST_BYTES:
            raise Unavailable
        deadline = time.monotonic() + self.limits.seconds
        self._busy[0] = 1
        try:
            send(self._requests, request)
            answer = receive(self._answers, deadline, self.limits.memory_bytes, heartbeat)
        except BrokenPipeError:
            raise Unavailable from None
        except OverLimit:
            self._kill()
            raise LimitExceeded from None
        except BaseException:
            self._kill()  # nobody waits for its answer any more
            raise
        if answer is None:
            raise Unavailable
        self._busy[0] = 0
        return answer

    def _kill(self) -> None:
        """Kills its process group; the worker sees before its next job that it has ended."""
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(self._child, signal.SIGKILL)


def serve_calls(request_reader: int, answer_writer: int, limits: Limits, mapped: int) -> NoReturn:
    """The child's main function; it never returns into the parent's code, whatever happens."""
    status = 1
    try:
        apply_limits(limits, mapped, request_reader, answer_writer)
        for _ in range(MAX_CALLS):
            request = next_request(request_reader)
            if request is None:
                break
            start_timers(limits)
            send(answer_writer, pickled_result(perform_call, (request,)))
            signal.setitimer(signal.ITIMER_REAL, 0)
            if mapped_bytes() - mapped > limits.memory_bytes // GROWTH_DIVISOR:
                break
            gc.collect()  # a document is full of reference cycles, and nothing else collects them here
        status = 0
    finally:
        os._exit(status)


def next_request(request_reader: int) -> bytes | None:
    """The next call; None when none has come for a while, or the caller has ended."""
    poll = select.poll()
    poll.register(request_reader, select.POLLIN | select.POLLHUP)
    return receive(request_reader) if poll.poll(IDLE_SECONDS * 1000) else None


def perform_call(request: bytes) -> Any:  # whatever the function returns
    """Calls the pickled function. Pickle is as safe as in `pickled_result`."""
    function, args = pickle.loads(request)  # noqa: S301 - our own pipe
    return function(*args)
