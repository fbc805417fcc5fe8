"""A whole running Threadsheet for tests and benchmarks: the real command, its real children, a real port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import ROOT

READY = "Threadsheet is at "


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is bytes; `json` reads it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Running:
    """A server that said it is ready."""

    process: subprocess.Popen[str]
    url: str
    data: Path

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=content, method=method)
        if content is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def submit(self, **body: object) -> str:
        """The id of a new submission."""
        answer = self.ask("POST", "/api/v1/submissions", body)
        assert answer.status == 202, answer.body
        return str(answer.json["id"])

    def finish(self, submission: str, seconds: float = 60, pause: float = 0.02) -> dict[str, Any]:
        """Poll until it has ended; its last state."""
        deadline = time.monotonic() + seconds
        while True:
            state: dict[str, Any] = self.ask("GET", f"/api/v1/submissions/{submission}").json
            if state["state"] in {"done", "failed", "cancelled"}:
                return state
            assert time.monotonic() < deadline, f"still {state}"
            time.sleep(pause)

    def family(self) -> list[int]:
        """The supervisor's pid and those of all its descendants."""
        return descendants(self.process.pid)


@contextmanager
def running(data: Path, *options: str, workers: int = 2, **environment: str) -> Iterator[Running]:
    """Start `serve` on a free port, yield it when it is ready, stop it and everything it started."""
    process = start(data, "--port", "0", "--workers", str(workers), *options, **environment)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith(READY), line + (process.stderr.read() if process.stderr else "")
        yield Running(process, line.removeprefix(READY).strip(), data)
    finally:
        stop(process)


def start(data: Path, *options: str, variables: Mapping[str, str] | None = None, **environment: str) -> subprocess.Popen[str]:
    """Starts `serve` with settings (`environment`) and other environment variables."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("THREADSHEET_")}
    return subprocess.Popen(
        ["env", "--block-signal=INT", sys.executable, "-m", "commands", "serve", "--data", str(data), *options],
        cwd=ROOT,
        env={**inherited, **(variables or {}), **{f"THREADSHEET_{name}": value for name, value in environment.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[str]) -> None:
    family = descendants(process.pid)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def alive(pid: int) -> bool:
    """Whether a process runs: a zombie has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int) -> list[int]:
    """A process and all below it, parents first (Linux: read from /proc)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    pids = [pid]
    for parent in pids:
        pids.extend(parents.get(parent, []))
    return pids
