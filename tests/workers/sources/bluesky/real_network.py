"""Runs the network itself, its own server and AppView on loopback, where that is at hand."""

from __future__ import annotations

import fcntl
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.paths import SHARED

START = SHARED / "real/bluesky/start"


@contextmanager
def running_network(folder: Path, seed: list[dict[str, object]], seconds: int = 600) -> Iterator[dict[str, Any]]:
    """The addresses of a network that was seeded with posts: `appview`, `pds`, and those of the posts."""
    path = folder / "seed.json"
    path.write_text(json.dumps(seed))
    with (
        _alone(),
        subprocess.Popen([START, path, str(seconds)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running,
    ):
        try:
            assert running.stdout is not None
            yield json.loads(running.stdout.readline())
        finally:
            running.terminate()
            running.wait(60)


@contextmanager
def _alone() -> Iterator[None]:
    """The network has ports of its own choosing, so of several test processes one at a time runs it."""
    with (Path(tempfile.gettempdir()) / "threadsheet-bluesky.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
