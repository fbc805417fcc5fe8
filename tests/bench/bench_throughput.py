"""How many threads a burst of pastes becomes each second, and what each costs. Run by `./test bench throughput`.

With a number of pastes as its argument instead of 2,000: `python -m tests.bench.bench_throughput 200`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select

from archive.archive import Archive, open_archive
from archive.tables import handouts, submissions
from domain.settings import Settings
from domain.shapes.handout import HandoutState
from domain.shapes.submission import State
from tests.bench.bench_flow import proportional_memory, sample
from tests.running import Running, running

BURST = 2_000
CLIENTS = 8
TICKS = os.sysconf("SC_CLK_TCK")
TARGET = 9  # threads a second with the small encoder


def burst(server: Running, count: int, first: int = 0) -> float:
    """Seconds until all of `count` pastes are archived and have their PDF."""
    with closing(open_archive(Settings(data=server.data))) as archive:
        before, began = ended(archive), time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda run: server.submit(text=sample(run)), range(first, first + count)))
        while ended(archive) < before + count:
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        assert rows(archive, State.DONE) == before + count
        assert rendered(archive) == before + count
    return seconds


def ended(archive: Archive) -> int:
    return rows(archive, State.DONE, State.FAILED, State.CANCELLED)


def rows(archive: Archive, *states: State) -> int:
    with archive.database.read() as connection:
        return connection.execute(select(func.count()).where(submissions.c.state.in_(states))).scalar_one()


def rendered(archive: Archive) -> int:
    with archive.database.read() as connection:
        return connection.execute(select(func.count()).where(handouts.c.state == HandoutState.DONE)).scalar_one()


def processor_seconds(pids: list[int]) -> dict[str, float]:
    """User and system time of processes and of their children that have ended, by the name of the command."""
    seconds: dict[str, float] = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            name = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        words = " ".join(name)
        kind = "workers" if "commands.worker" in words else "queue" if "valkey" in words or "redis" in words else "web"
        seconds[kind] = seconds.get(kind, 0) + sum(map(int, fields[11:15])) / TICKS
    return seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BURST
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        burst(server, 20)
        memory, before = proportional_memory(server.family()), processor_seconds(server.family())
        seconds = burst(server, count, 20)
        used = {name: value - before.get(name, 0) for name, value in processor_seconds(server.family()).items()}
        print(f"{count} pastes of ten points: {count / seconds:.1f} threads/s in {seconds:.0f} s (target {TARGET})")
        shares = ", ".join(f"{name} {value / count:.3f}" for name, value in sorted(used.items()))
        print(f"processor time a thread: {sum(used.values()) / count:.3f} s ({shares})")
        print(f"memory {memory:.0f} MB before, {proportional_memory(server.family()):.0f} MB after")


if __name__ == "__main__":
    main()
