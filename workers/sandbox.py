"""Runs a function in a forked child that may not take more memory or time than it is given; called by the pipeline.

Parsing and rendering meet other people's bytes: a bomb ends here, at its limit, and the worker goes on.
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NoReturn, TypeVar

from domain.errors import Crashed, Failed, LimitExceeded, ThreadsheetError
from domain.processes import die_with_parent

T = TypeVar("T")

LENGTH = struct.Struct("!Q")
CHUNK = 1 << 20
BEAT = 1.0
"""Seconds between two calls of `alive`."""
LIFE_SIGN_SECONDS = 1.0
OUT_OF_TIME = frozenset({signal.SIGXCPU, signal.SIGALRM})
REFUSED_MEMORY = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV, signal.SIGBUS})
"""How C libraries end when they are refused memory: GLib aborts or traps, others run into the hole."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of wall clock, `cpu_seconds` of processor (the same when None), `memory_mb` beyond what is mapped already."""

    seconds: float = 120
    memory_mb: int = 1024
    cpu_seconds: int | None = None

    @property
    def memory_bytes(self) -> int:
        return self.memory_mb * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Raised:
    """What a function raised in the child, in a form that can cross: errors of ours whole, others as their traceback."""

    traceback: str
    kind: type[ThreadsheetError] | None = None
    state: dict[str, Any] = field(default_factory=dict)


class OverLimit(Exception):
    """The child had not answered in its time, or answered more than it may hold."""


def unwatched() -> None:
    """The sign of life when nobody waits for one."""


def confined(
    function: Callable[..., T],
    *args: object,
    limits: Limits,
    failure: type[Failed] = Crashed,
    alive: Callable[[], None] = unwatched,
) -> T:
    """`function(*args)` in a child of its own; its value must be picklable, nothing else it does is seen here.

    Raises LimitExceeded when it met a limit, the ThreadsheetError that it raised, else `failure` with the child's traceback as
    a note. The child is warm (it is a fork of this process) and has no open file of the parent's but its standard ones.
    While the child works, `alive` is called about once a second (to renew a lease); what it raises ends the child.
    """
    mapped = mapped_bytes()
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        os.close(reader)
        work(function, args, writer, limits, mapped)
    os.close(writer)
    answer, over = None, False
    try:
        with suppress(ProcessLookupError, PermissionError):  # the child says the same; whoever comes first
            os.setpgid(child, child)
        answer = receive(reader, time.monotonic() + limits.seconds, limits.memory_bytes, alive)
    except OverLimit:
        over = True
    finally:
        os.close(reader)
        status, used = end(child)
    if answer is None:
        raise LimitExceeded() if over or met_limit(status, used, limits) else failure()
    value: T = value_of(answer, failure)
    return value


def fork() -> int:
    """A fork without the warning of later Pythons: our other threads only renew leases and hold no lock the child needs."""
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def mapped_bytes() -> int:
    """This process's address space; 0 where the system does not tell (macOS, which does not enforce RLIMIT_AS either)."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def work(function: Callable[..., object], args: tuple[object, ...], writer: int, limits: Limits, mapped: int) -> NoReturn:
    """The child's whole life; it never returns into the parent's code, whatever happens."""
    status = 1
    try:
        confine(limits, mapped, writer)
        spend(limits)
        send(writer, outcome(function, args))
        status = 0
    finally:
        os._exit(status)


def confine(limits: Limits, mapped: int, *pipes: int) -> None:
    """A group of its own, default signals, no open files but the pipes, no garbage collector, and so much memory."""
    with suppress(PermissionError):
        os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    kept = (2, *sorted(pipes), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for below, above in pairwise(kept):
        os.closerange(below + 1, above)
    gc.disable()
    gc.freeze()  # what was inherited stays shared, and a thousand points stay linear
    lower(resource.RLIMIT_CORE, 0, 0)
    if mapped:
        lower(resource.RLIMIT_AS, mapped + limits.memory_bytes, mapped + limits.memory_bytes)


def spend(limits: Limits) -> None:
    """So much time from now: on the wall, for where no child ends with its parent, and of the processor."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 1)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = limits.cpu_seconds or max(1, round(limits.seconds))
    lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY)


def lower(which: int, soft: int, hard: int) -> None:
    """Sets a limit, never above the one that already holds."""
    _, ceiling = resource.getrlimit(which)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(which, (soft, hard))


def outcome(function: Callable[..., object], args: tuple[object, ...]) -> bytes:
    """The pickled value, or what was raised.

    Pickle is sound here as nowhere else: both ends are the same code in the same process image and the pipe has no name.
    """
    try:
        return pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except ThreadsheetError as error:
        raised = Raised(traceback.format_exc(), type(error), error.__dict__)
    except MemoryError:
        raised = Raised("MemoryError", LimitExceeded, dict(LimitExceeded().__dict__))
    except BaseException:  # SystemExit too: the child must answer
        raised = Raised(traceback.format_exc())
    return pickle.dumps(raised, pickle.HIGHEST_PROTOCOL)


def send(writer: int, said: bytes) -> None:
    """Length, then bytes."""
    for part in (LENGTH.pack(len(said)), said):
        view = memoryview(part)
        while view:
            view = view[os.write(writer, view) :]


def receive(
    reader: int, deadline: float = math.inf, most: float = math.inf, alive: Callable[[], None] = unwatched
) -> bytes | None:
    """What was sent, or None when the other side ended without; raises OverLimit at the deadline or above `most` bytes."""
    received = bytearray()
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    while len(received) < LENGTH.size or len(received) < LENGTH.size + LENGTH.unpack_from(received)[0]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise OverLimit
        if not poll.poll(min(left, BEAT) * 1000):
            alive()
            continue
        piece = os.read(reader, CHUNK)
        received += piece
        if not piece:
            return None
        if len(received) > most:
            raise OverLimit
    return bytes(received[LENGTH.size :])


def end(child: int) -> tuple[int, int]:
    """Kills the child's whole group and reaps it: its wait status and the most memory it held, in bytes.

    A child that has already ended keeps the status it ended with.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    return status, usage.ru_maxrss * unit


def met_limit(status: int, used: int, limits: Limits) -> bool:
    """Whether the child ended as one does that met a limit."""
    if not os.WIFSIGNALED(status):
        return False
    number = os.WTERMSIG(status)
    return number in OUT_OF_TIME or (number in REFUSED_MEMORY and used * 2 > limits.memory_bytes)


def value_of(answer: bytes, failure: type[Failed]) -> Any:  # whatever the function returned
    """The value, or the error raised again."""
    value = pickle.loads(answer)  # noqa: S301 - our own pipe, see `outcome`
    if not isinstance(value, Raised):
        return value
    if value.kind is None:
        error: ThreadsheetError = failure()
    else:  # not built anew: each kind has arguments of its own
        error = value.kind.__new__(value.kind, str(value.state["reason"]))
        error.__dict__.update(value.state)
    error.add_note(value.traceback)
    raise error
