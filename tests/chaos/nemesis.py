"""The faults, each on the processes of one running server."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from commands import queue_server
from tests.running import descendants

STOPPED_SECONDS = 3.0


def processes(supervisor: int) -> dict[str, list[int]]:
    """The processes below a supervisor by what they are: web, parser, reconciler, queue, pool, worker, horse."""
    found: dict[str, list[int]] = {}
    pids = descendants(supervisor)[1:]
    for pid in pids:
        found.setdefault(_kind(pid, found), []).append(pid)
    return found


def _kind(pid: int, found: dict[str, list[int]]) -> str:
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return "gone"
    if name in {"web server", "reconciler"}:
        return name
    if name == "request parser":
        return name
    if b"commands.worker" in command and parent not in found.get("pool", []) + found.get("worker", []) + found.get("horse", []):
        return "pool"
    if parent in found.get("pool", []):
        return "worker"
    if parent in found.get("worker", []):
        return "horse"
    return "queue" if b"redis" in command or b"valkey" in command else "child"


class Nemesis:
    """Does one fault after another, chosen by `rng`. `restart` starts the server again after the supervisor was killed."""

    def __init__(self, rng: random.Random, data: Path, supervisor: Callable[[], int], restart: Callable[[], None]) -> None:
        self._rng, self._data, self._supervisor, self._restart = rng, data, supervisor, restart
        self.done: dict[str, int] = {}

    def strike(self) -> None:
        kinds = ("web server", "request parser", "reconciler", "queue", "pool", "worker", "horse", "child")
        faults = [("kill", kind) for kind in kinds] + [("stop", kind) for kind in kinds]
        faults += [("wipe", "queue"), ("kill", "supervisor"), ("restart", "supervisor")]
        what, kind = self._rng.choice(faults)
        if self._apply(what, kind):
            self.done[f"{what} {kind}"] = self.done.get(f"{what} {kind}", 0) + 1

    def _apply(self, what: str, kind: str) -> bool:
        if kind == "supervisor":
            os.kill(self._supervisor(), signal.SIGKILL if what == "kill" else signal.SIGTERM)
            self._restart()
            return True
        if what == "wipe":
            return self._wipe()
        victims = processes(self._supervisor()).get(kind, [])
        if not victims:
            return False
        victim = self._rng.choice(victims)
        try:
            os.kill(victim, signal.SIGKILL if what == "kill" else signal.SIGSTOP)
            if what == "stop":
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
