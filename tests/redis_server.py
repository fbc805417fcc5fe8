"""A real Redis for the tests: the server that `commands/queue_server.py` would start, as a child of the test."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import queue_server

SECONDS_TO_START = 10


def start_redis(data: Path) -> subprocess.Popen[bytes]:
    """Starts the server of a data folder and returns when it answers at `queue_server.url(data)`. The caller ends it."""
    program = queue_server.program(data)
    assert program.before_start
    assert program.probe
    program.before_start()
    process = subprocess.Popen(program.argv)
    deadline = time.monotonic() + SECONDS_TO_START
    while not program.probe():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


@contextmanager
def running_redis(data: Path) -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    process = start_redis(data)
    try:
        yield queue_server.url(data)
    finally:
        process.kill()
        process.wait()
