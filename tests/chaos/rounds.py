"""Rounds of faults, each checked: all that was promised is done, no thread is listed twice, no answer was an error."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.chaos.ledger import EXPECTED, UNREACHABLE, Ledger, ask
from tests.chaos.nemesis import Nemesis
from tests.paths import ROOT
from tests.running import start, stop

INJECT = Path(__file__).parent / "inject"
RECOVERY_SECONDS = 120.0
"""After the last fault, until everything is done."""


@dataclass
class Outcome:
    """What a round showed: how many submissions were `promised` by a 202, and how many `threads` the archive has in the end.

    `lost` are the ids of those that were not done in time, `failed` those that failed, with why. `unanswered` may or may not
    have become threads: the round ended before their sender got an answer. `load` is the machine's over the last minute.
    """

    seed: int
    promised: int = 0
    threads: int = 0
    lost: list[str] = field(default_factory=list)
    failed: dict[str, Any] = field(default_factory=dict)
    unanswered: int = 0
    recovery_seconds: float = 0.0
    load: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        answered = not self.statuses.keys() - EXPECTED
        surplus = self.threads - self.promised - self.unanswered
        return answered and not self.lost and not self.failed and surplus <= 0 and self.threads >= self.promised


class Server:
    """A server on a port that stays the same when it is started again. What it reports is appended to the file `log`."""

    def __init__(self, data: Path, faults: Path, log: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._data, self._environment, self._log = data, environment, log
        self._faults = {"CHAOS_FAULTS": str(faults), "PYTHONPATH": f"{INJECT}{os.pathsep}{ROOT}"}
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        options = ("--port", str(self.port), "--workers", "2")
        process = start(self._data, *options, variables=self._faults, **self._environment)
        assert process.stdout
        process.stdout.readline()
        assert process.stderr
        threading.Thread(target=self._copy, args=(process.stderr,), daemon=True).start()
        return process

    def _copy(self, lines: TextIO) -> None:
        with suppress(ValueError):  # the file was closed when the server was stopped
            for line in lines:
                note(self._log, line)

    def restart(self) -> None:
        self.process.wait(30)
        deadline = time.monotonic() + 30
        while True:  # orphans of a killed supervisor hold the port for a moment
            self.process = self._start()
            if self.process.poll() is None or time.monotonic() > deadline:
                return
            time.sleep(0.5)

    def stop(self) -> None:
        stop(self.process)


def note(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{time.strftime('%H:%M:%S')} {line.rstrip()}\n")


def run_round(data: Path, seed: int, seconds: float, log: Path = Path(os.devnull), **environment: str) -> Outcome:
    """One server, one client, faults for so many seconds, then the check. `log` gets what the server reports and each fault."""
    rng, outcome = random.Random(seed), Outcome(seed)
    faults = Path(tempfile.mkdtemp(prefix="chaos-faults-"))
    server = Server(data, faults, log, **environment)
    try:
        ledger = Ledger(server.url)
        client = threading.Thread(target=ledger.run)
        client.start()
        nemesis = Nemesis(rng, data, faults, lambda: server.process.pid, server.restart)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(rng.uniform(0.5, 3.0))
            note(log, f"FAULT {nemesis.strike()}")
        ledger.stop.set()
        client.join()
        outcome.faults, outcome.statuses, outcome.promised = nemesis.done, ledger.statuses, len(ledger.promised)
        outcome.unanswered = ledger.unanswered
        note(log, "LAST FAULT")
        _check(server.url, ledger, outcome, log)
        for id_ in outcome.lost:
            note(log, f"LATE {ask(server.url, 'GET', f'/api/v1/submissions/{id_}')}")
        outcome.load = round(os.getloadavg()[0], 1)
    finally:
        server.stop()
        shutil.rmtree(faults)
    return outcome


def _check(url: str, ledger: Ledger, outcome: Outcome, log: Path) -> None:
    began = time.monotonic()
    waiting = set(ledger.promised.values())
    while waiting and time.monotonic() - began < RECOVERY_SECONDS:
        for id_ in sorted(waiting):
            try:
                status, answer = ask(url, "GET", f"/api/v1/submissions/{id_}")
            except UNREACHABLE:
                break
            if status == 404 or answer.get("state") in {"failed", "cancelled"}:
                outcome.failed[id_] = answer.get("error") or status
            if status == 404 or answer.get("state") in {"done", "failed", "cancelled"}:
                waiting.discard(id_)
                note(log, f"ENDED {id_} {answer.get('state')}")
        time.sleep(0.5)
    outcome.recovery_seconds = time.monotonic() - began
    outcome.lost = sorted(waiting)
    outcome.threads = _count_threads(url)


def _count_threads(url: str) -> int:
    ids: list[str] = []
    cursor = ""
    while True:
        page = _ask_until_answered(url, f"/api/v1/threads?limit=100{cursor}")
        ids += [item["id"] for item in page["items"]]
        if not page["next"]:
            break
        cursor = f"&cursor={page['next']}"
    assert len(ids) == len(set(ids)), "a thread is listed twice"
    return len(ids)


def _ask_until_answered(url: str, path: str) -> Any:
    """The body of a 200, which a server under load may not give at once."""
    for _ in range(60):
        with suppress(*UNREACHABLE):
            status, body = ask(url, "GET", path)
            if status == 200:
                return body
        time.sleep(1)
    raise AssertionError(f"{path} is not answered")
