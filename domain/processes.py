"""System calls about the calling process: its name, its signals, and what happens when its parent ends."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
