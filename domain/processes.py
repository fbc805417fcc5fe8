"""What a process asks of the system it runs on. Used wherever a process is forked."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
LONGEST_NAME: Final = 15


def die_with_parent(number: signal.Signals) -> None:
    """Linux sends this signal to the calling process when its parent ends; elsewhere a child may outlive a killed parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def set_process_name(name: str) -> None:
    """The name that `ps` and `top` show, where the system has one to set."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:LONGEST_NAME])


@contextmanager
def block_signals(numbers: tuple[signal.Signals, ...]) -> Iterator[None]:
    """Signals that come meanwhile come afterwards. A fork in here can give itself handlers before it hears its first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
