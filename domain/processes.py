"""System calls about the calling process: its name, its signals, and what happens when its parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
MAX_NAME_BYTES: Final = 15


def die_with_parent(number: signal.Signals) -> None:
    """Makes Linux send this signal to the calling process when its parent ends; elsewhere a child may outlive its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def set_process_name(name: str) -> None:
    """Sets the name that `ps` and `top` show, where the system allows it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:MAX_NAME_BYTES])


@contextmanager
def block_signals(numbers: tuple[signal.Signals, ...]) -> Iterator[None]:
    """Blocks signals until the end of the block. A process forked in it can set its handlers before it receives the first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)


def process_identity() -> str:
    """The calling process as no other process is called: machine and boot, process namespace, id, time of its start.

    Only the id where the system does not tell (macOS).
    """
    return f"{machine_identity()}/{os.getpid()}/{_start_of(os.getpid()) or ''}"


@lru_cache(maxsize=1)
def machine_identity() -> str:
    """The running machine and its process namespace, in which an id means one process; empty where it is unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""


def has_ended(identity: str) -> bool:
    """Whether the process of an identity has certainly ended. False also for one of another machine: nobody can tell here."""
    machine, pid, start = identity.rsplit("/", 2)
    if not (machine and start) or machine != machine_identity():
        return False
    return _start_of(int(pid)) != start


def _start_of(pid: int) -> str | None:
    """The start of a process in ticks since the boot; None for one that has ended, zombies included, or is unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else fields[19]
