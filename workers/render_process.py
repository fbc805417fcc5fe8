"""A confined child that stays for the next handout: what the first one warmed need not be warmed again. Called by the pipeline.

The worker keeps it (`keep`), because it outlives the process of one job; that process has things made in it (`made`), one at a
time. It is a help and never a need: whenever it has ended, for whatever reason, a child of the caller's own does the work.
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
    confine,
    confined,
    fork,
    mapped_bytes,
    outcome,
    receive,
    send,
    spend,
    unwatched,
    value_of,
)

T = TypeVar("T")

IDLE_SECONDS: Final = 8.0
"""After so long without work it ends: it holds memory that nobody shares."""
MOST_MADE: Final = 50
MOST_GROWN: Final = 8
"""It ends when it has grown by this part of the memory that one call may take."""
MOST_ASKED: Final = 32 << 20
"""Bytes of a call; a thread of many pictures is cheaper for a child that inherits them."""


class Ended(Exception):
    """The press had ended, ended over this call, or is not the one to ask."""


class Press:
    """One child for many calls. Each call meets the same limits as in a child of its own."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._child = self._keeper = 0
        self._asks = self._answers = -1
        self._busy: mmap.mmap
        """Shared with every fork: 1 while somebody waits for an answer, who may die over it."""

    def keep(self) -> None:
        """There is a press when this returns. Called by the worker between two jobs; nobody else may."""
        self.free()
        self.rest()
        if self._child:
            return
        self._keeper = os.getpid()
        mapped, self._busy = mapped_bytes(), mmap.mmap(-1, 1)
        asked, self._asks = os.pipe()
        self._answers, answered = os.pipe()
        child = fork()
        if child == 0:
            work(asked, answered, self.limits, mapped)
        self._child = child
        os.close(asked)
        os.close(answered)

    def free(self) -> None:
        """Ends a press that somebody waited for who has died. Called by the worker after a job."""
        if self._child and self._busy[0]:
            self.end()

    def rest(self) -> None:
        """Forgets a press that has ended. Called by the worker now and then, and in vain by its jobs."""
        if self._child and self._keeper == os.getpid() and self._reaped(os.WNOHANG):
            self._forget()

    def end(self) -> None:
        """Ends the press, if there is one, whatever it is doing."""
        if not self._child:
            return
        self._kill()
        self._reaped(0)
        self._forget()

    def _reaped(self, how: int) -> bool:
        try:
            return os.waitpid(self._child, how) != (0, 0)
        except ChildProcessError:
            return True

    def _forget(self) -> None:
        os.close(self._asks)
        os.close(self._answers)
        self._child = 0

    def made(
        self, function: Callable[..., T], *args: object, failure: type[Failed], alive: Callable[[], None] = unwatched
    ) -> T:
        """`function(*args)` as by `confined`, which does it where there is no press. All of it must be picklable.

        Raises what `confined` raises.
        """
        try:
            answer = self._answer(pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL), alive)
        except Ended:
            return confined(function, *args, limits=self.limits, failure=failure, alive=alive)
        value: T = value_of(answer, failure)
        return value

    def _answer(self, question: bytes, alive: Callable[[], None]) -> bytes:
        if not self._child or self._busy[0] or len(question) > MOST_ASKED:
            raise Ended
        deadline = time.monotonic() + self.limits.seconds
        self._busy[0] = 1
        try:
            send(self._asks, question)
            answer = receive(self._answers, deadline, self.limits.memory_bytes, alive)
        except BrokenPipeError:
            raise Ended from None
        except OverLimit:
            self._kill()
            raise LimitExceeded from None
        except BaseException:
            self._kill()  # nobody waits for it any more
            raise
        if answer is None:
            raise Ended
        self._busy[0] = 0
        return answer

    def _kill(self) -> None:
        """The whole group; the worker sees that it is gone before its next job."""
        for end in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                end(self._child, signal.SIGKILL)


def work(asked: int, answered: int, limits: Limits, mapped: int) -> NoReturn:
    """The child's whole life; it never returns into the parent's code, whatever happens."""
    status = 1
    try:
        confine(limits, mapped, asked, answered)
        for _ in range(MOST_MADE):
            question = asked_for(asked)
            if question is None:
                break
            spend(limits)
            send(answered, outcome(answer, (question,)))
            signal.setitimer(signal.ITIMER_REAL, 0)
            if mapped_bytes() - mapped > limits.memory_bytes // MOST_GROWN:
                break
            gc.collect()  # a document is a knot of rings, and nothing else is collected here
        status = 0
    finally:
        os._exit(status)


def asked_for(asked: int) -> bytes | None:
    """The next question; None when there is none for a while, or nobody left to ask."""
    poll = select.poll()
    poll.register(asked, select.POLLIN | select.POLLHUP)
    return receive(asked) if poll.poll(IDLE_SECONDS * 1000) else None


def answer(question: bytes) -> Any:  # whatever the function returns
    """What was asked for, done. Pickle is as sound as in `outcome`."""
    function, args = pickle.loads(question)  # noqa: S301 - our own pipe
    return function(*args)
