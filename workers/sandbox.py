"""Runs a function in a forked child process with limits on memory and time; called by the pipeline.

Parsing and rendering process bytes from strangers: one that needs too much ends the child, and the worker goes on.
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

from archive.disturbances import is_disturbance
from domain.errors import Crashed, Disturbed, Failed, LimitExceeded, ThreadsheetError
from domain.processes import die_with_parent

T = TypeVar("T")

LENGTH = struct.Struct("!Q")
CHUNK = 1 << 20
HEARTBEAT_SECONDS = 1.0
"""Seconds between two calls of `heartbeat`."""
TIMEOUT_SIGNALS = frozenset({signal.SIGXCPU, signal.SIGALRM})
OUT_OF_MEMORY_SIGNALS = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV, signal.SIGBUS})
"""How processes end whose C libraries get no memory: GLib aborts or traps, others use the null pointer."""
OTHERS_SIGNALS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})
"""Signals that no limit of ours and no library sends to a child."""


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
class RaisedError:
    """What a function raised in the child, in a picklable form: our errors with their state, others as a traceback."""

    traceback: str
    kind: type[ThreadsheetError] | None = None
    state: dict[str, Any] = field(default_factory=dict)


class OverLimit(Exception):
    """The child has not answered in time, or its answer is larger than its memory limit."""


def no_heartbeat() -> None:
    """The heartbeat of callers that hold no lease."""


def run_in_sandbox(
    function: Callable[..., T],
    *args: object,
    limits: Limits,
    failure: type[Failed] = Crashed,
    heartbeat: Callable[[], None] = no_heartbeat,
) -> T:
    """Returns `function(*args)`, run in a child process; the value must be picklable, and other effects stay in the child.

    Raises LimitExceeded when the child reached a limit, Disturbed when others killed it or the machine failed it, the
    ThreadsheetError that it raised, else `failure` with the child's traceback as a note. The child is a fork of this process,
    so everything is loaded; of its open files it has the standard ones. While the child works, `heartbeat` is called about once
    a second (to show that a claim is alive); what it raises ends the child.
    """
    mapped = mapped_bytes()
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        os.close(reader)
        child_main(function, args, writer, limits, mapped)
    os.close(writer)
    answer, over_limit = None, False
    try:
        with suppress(ProcessLookupError, PermissionError):  # the child does the same; one of them is first
            os.setpgid(child, child)
        answer = receive(reader, time.monotonic() + limits.seconds, limits.memory_bytes, heartbeat)
    except OverLimit:
        over_limit = True
    finally:
        os.close(reader)
        status, peak_bytes = kill_and_reap(child)
    if answer is None:
        if over_limit or reached_limit(status, peak_bytes, limits):
            raise LimitExceeded
        raise Disturbed(counted=True) if killed_by_others(status) else failure()
    value: T = unpickle_result(answer, failure)
    return value


def fork() -> int:
    """A fork without the warning of later Pythons: our other threads only renew leases and hold no lock the child needs."""
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def mapped_bytes() -> int:
    """The size of this process's address space; 0 where it is unknown (macOS, which does not enforce RLIMIT_AS either)."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def child_main(function: Callable[..., object], args: tuple[object, ...], writer: int, limits: Limits, mapped: int) -> NoReturn:
    """The child's main function; it never returns into the parent's code, whatever happens."""
    status = 1
    try:
        apply_limits(limits, mapped, writer)
        start_timers(limits)
        send(writer, pickled_result(function, args))
        status = 0
    finally:
        os._exit(status)


def apply_limits(limits: Limits, mapped: int, *pipes: int) -> None:
    """Gives this process its own group, default signals, no open files but the pipes, no garbage collector, a memory limit."""
    with suppress(PermissionError):
        os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    open_descriptors = (2, *sorted(pipes), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for below, above in pairwise(open_descriptors):
        os.closerange(below + 1, above)
    gc.disable()
    gc.freeze()  # inherited memory stays shared, and the time of a thousand points stays linear
    lower_limit(resource.RLIMIT_CORE, 0, 0)
    if mapped:
        lower_limit(resource.RLIMIT_AS, mapped + limits.memory_bytes, mapped + limits.memory_bytes)


def start_timers(limits: Limits) -> None:
    """Limits the time from now: wall clock (for systems where a child outlives its parent) and processor."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 1)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = limits.cpu_seconds or max(1, round(limits.seconds))
    lower_limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds, resource.RLIM_INFINITY)


def lower_limit(limit: int, soft: int, hard: int) -> None:
    """Sets a resource limit, never above the one in force."""
    _, ceiling = resource.getrlimit(limit)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(limit, (soft, hard))


def pickled_result(function: Callable[..., object], args: tuple[object, ...]) -> bytes:
    """The pickled value, or the pickled error.

    Pickle is safe here: both ends are the same code in the same process image, and the pipe has no name.
    """
    try:
        return pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except ThreadsheetError as error:
        raised = RaisedError(traceback.format_exc(), type(error), error.__dict__)
    except MemoryError:
        raised = RaisedError("MemoryError", LimitExceeded, dict(LimitExceeded().__dict__))
    except BaseException as error:  # SystemExit too: the child must answer
        raised = RaisedError(traceback.format_exc())
        if is_disturbance(error):
            raised = RaisedError(traceback.format_exc(), Disturbed, dict(Disturbed().__dict__))
    return pickle.dumps(raised, pickle.HIGHEST_PROTOCOL)


def send(writer: int, content: bytes) -> None:
    """Writes the length of some bytes, then the bytes."""
    for part in (LENGTH.pack(len(content)), content):
        view = memoryview(part)
        while view:
            view = view[os.write(writer, view) :]


def receive(
    reader: int, deadline: float = math.inf, max_bytes: float = math.inf, heartbeat: Callable[[], None] = no_heartbeat
) -> bytes | None:
    """What was sent, or None when the other side ended first; raises OverLimit at the deadline or above `max_bytes`."""
    received = bytearray()
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    while len(received) < LENGTH.size or len(received) < LENGTH.size + LENGTH.unpack_from(received)[0]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise OverLimit
        if not poll.poll(min(left, HEARTBEAT_SECONDS) * 1000):
            heartbeat()
            continue
        piece = os.read(reader, CHUNK)
        received += piece
        if not piece:
            return None
        if len(received) > max_bytes:
            raise OverLimit
    return bytes(received[LENGTH.size :])


def kill_and_reap(child: int) -> tuple[int, int]:
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


def reached_limit(status: int, peak_bytes: int, limits: Limits) -> bool:
    """Whether the child ended as one does that reached a limit."""
    if not os.WIFSIGNALED(status):
        return False
    number = os.WTERMSIG(status)
    return number in TIMEOUT_SIGNALS or (number in OUT_OF_MEMORY_SIGNALS and peak_bytes * 2 > limits.memory_bytes)


def killed_by_others(status: int) -> bool:
    """Whether the child was ended by a signal that only others send: the system that is out of memory, an operator."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in OTHERS_SIGNALS


def unpickle_result(answer: bytes, failure: type[Failed]) -> Any:  # whatever the function returned
    """The value, or the error raised again."""
    value = pickle.loads(answer)  # noqa: S301 - our own pipe, see `pickled_result`
    if not isinstance(value, RaisedError):
        return value
    if value.kind is None:
        error: ThreadsheetError = failure()
    else:  # not constructed: each kind has its own arguments
        error = value.kind.__new__(value.kind, str(value.state["reason"]))
        error.__dict__.update(value.state)
    error.add_note(value.traceback)
    raise error
