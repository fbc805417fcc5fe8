"""The faults, each on the processes of one running server."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from commands import queue_server
from tests.running import descendants

STOPPED_SECONDS = 3.0
FULL_SECONDS = 4.0
FAILING_SECONDS = 2.0
JUMPS = (-86_400, -7_200, 7_200, 86_400)
CALLS = ("commit", "write", "redis")
MOST_CALLS = 12
"""The fault is one of the next so many calls of a process."""


def processes(supervisor: int) -> dict[str, list[int]]:
    """The processes below a supervisor by kind: web server, request parser, reconciler, queue, pool, worker, horse, child."""
    by_kind: dict[str, list[int]] = {}
    pids = descendants(supervisor)[1:]
    for pid in pids:
        by_kind.setdefault(_kind(pid, by_kind), []).append(pid)
    return by_kind


def _kind(pid: int, by_kind: dict[str, list[int]]) -> str:
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return "gone"
    if name in {"web server", "request parser", "reconciler"}:
        return name
    forked_by = next((kind for kind in ("pool", "worker", "horse") if parent in by_kind.get(kind, [])), None)
    if b"commands.worker" in command and forked_by is None:
        return "pool"
    if forked_by == "pool":
        return "worker"
    if forked_by == "worker":
        return "horse"
    return "queue" if b"redis" in command or b"valkey" in command else "child"


class Nemesis:
    """Does one fault after another, chosen by `rng`. `restart` starts the server again after the supervisor was killed.

    `faults` is the folder that `inject/sitecustomize.py` reads. A disk is filled only if it holds nothing but the data.
    """

    def __init__(
        self, rng: random.Random, data: Path, faults: Path, supervisor: Callable[[], int], restart: Callable[[], None]
    ) -> None:
        self._rng, self._data, self._faults = rng, data, faults
        self._supervisor, self._restart = supervisor, restart
        self.done: dict[str, int] = {}

    def strike(self) -> str:
        """Does one fault and returns its name; nothing happens when the process that it would hit does not run."""
        kinds = ("web server", "request parser", "reconciler", "queue", "pool", "worker", "horse", "child")
        faults = [("kill", kind) for kind in kinds] + [("stop", kind) for kind in kinds]
        faults += [("wipe", "queue"), ("kill", "supervisor"), ("restart", "supervisor"), ("jump", "clock")]
        faults += [("fail", call) for call in CALLS] + ([("fill", "disk")] if os.path.ismount(self._data) else [])
        action, kind = self._rng.choice(faults)
        name = f"{action} {kind}"
        if self._apply(action, kind):
            self.done[name] = self.done.get(name, 0) + 1
        return name

    def _apply(self, action: str, kind: str) -> bool:
        if kind == "supervisor":
            os.kill(self._supervisor(), signal.SIGKILL if action == "kill" else signal.SIGTERM)
            self._restart()
            return True
        if action == "fail":
            return self._fail_call(self._faults / kind)
        if action == "jump":
            (self._faults / "clock").write_text(str(self._rng.choice(JUMPS)))
            return True
        if action == "wipe":
            return self._wipe()
        if action == "fill":
            return self._fill()
        victims = processes(self._supervisor()).get(kind, [])
        if not victims:
            return False
        victim = self._rng.choice(victims)
        try:
            os.kill(victim, signal.SIGKILL if action == "kill" else signal.SIGSTOP)
            if action == "stop":
                time.sleep(STOPPED_SECONDS)
                os.kill(victim, signal.SIGCONT)
        except ProcessLookupError:
            return False
        return True

    def _wipe(self) -> bool:
        try:
            with Redis.from_url(queue_server.url(self._data), socket_timeout=5) as connection:
                connection.flushall()
        except RedisError:
            return False
        return True

    def _fail_call(self, order: Path) -> bool:
        """Lets the n-th call of each process that runs now, or is started meanwhile, fail."""
        order.write_text(str(self._rng.randint(1, MOST_CALLS)))
        time.sleep(FAILING_SECONDS)
        order.unlink()
        return True

    def _fill(self) -> bool:
        """Leaves no byte on the disk for a while."""
        filler = self._data / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 9))
        time.sleep(FULL_SECONDS)
        filler.unlink()
        return True
