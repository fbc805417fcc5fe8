"""The same saved pages through Threadsheet and other programs: time, memory, bytes, and how much of the thread is there.

Run it as `./test bench peers`. What each does is part of what Threadsheet does: none of the others tags, or says what is
missing. Each is a new process; processor time is that of all its processes, and the median of three runs counts.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pymupdf
from bs4 import BeautifulSoup

from tests.bench.peer_tools import Tool, tools
from tests.paths import ROOT

FOLDER = Path(tempfile.gettempdir()) / "threadsheet-peers"
PAGES = ("x-page/whole", "mastodon/page", "thread-reader/out-of-the-wayback-machine", "web/numbered")
RUNS = 3
SECONDS = 90
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """One page through one program. `points` of `of` are whole in the output."""

    seconds: float
    cpu: float
    memory_mb: float
    size_kb: float
    points: int
    of: int


class MemoryWatch(threading.Thread):
    """The most memory that a process and all below it had at once, pages that they share counted once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root, self.most = psutil.Process(pid), 0

    def run(self) -> None:
        while self._root.is_running():
            try:
                family = [self._root, *self._root.children(recursive=True)]
                self.most = max(self.most, sum(each.memory_full_info().pss for each in family))
            except psutil.Error:
                pass
            time.sleep(LOOK_SECONDS)


def letters(text: str) -> str:
    """Letters and digits alone: lines are broken and words hyphenated in many ways."""
    return "".join(character for character in text if character.isalnum())


def text_of(file: Path) -> str:
    if file.suffix == ".html":
        return BeautifulSoup(file.read_text("utf-8", "replace"), "lxml").get_text(" ")
    with pymupdf.open(file) as document:
        return "".join(page.get_text() for page in document)


def paragraphs(page: str) -> list[list[str]]:
    """The thread's points that have a text, as we know them, each in its paragraphs."""
    points = json.loads((ROOT / "tests" / "pages" / f"{page}.json").read_text())["points"]
    parts = ([letters(part) for part in point["text"].split("\n") if letters(part)] for point in points)
    return [point for point in parts if point]


def measure(tool: Tool, page: str, folder: Path) -> Run:
    source, out = folder / "page.html", folder / f"out.{tool.ending}"
    shutil.copy(ROOT / "tests" / "pages" / f"{page}.html", source)
    out.unlink(missing_ok=True)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", **tool.environment}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(tool.command(source, out), cwd=folder, env=environment, start_new_session=True, **quiet)
    watch = MemoryWatch(process.pid)
    watch.start()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:  # what is not there counts as none
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    known, text = paragraphs(page), letters(text_of(out)) if out.exists() else ""
    whole = sum(all(part in text for part in point) for point in known)
    size = out.stat().st_size / 1e3 if out.exists() else 0.0
    return Run(seconds, cpu, watch.most / 1e6, size, whole, len(known))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, {len(PAGES)} pages")
    print("program                     seconds  processor s  memory MB  file kB  points whole")
    for tool in tools(FOLDER):
        with tempfile.TemporaryDirectory() as folder:
            runs = [[measure(tool, page, Path(folder)) for _ in range(tries)] for page in PAGES]
        middle = [sorted(of_page, key=lambda run: run.cpu)[tries // 2] for of_page in runs]

        def mean(name: str, chosen: list[Run] = middle) -> float:
            return statistics.mean(getattr(run, name) for run in chosen)

        points = f"{sum(run.points for run in middle)} of {sum(run.of for run in middle)}"
        name = tool.name if tool.ending == "pdf" else f"{tool.name} ({tool.ending})"
        print(
            f"{name:27} {mean('seconds'):7.1f}  {mean('cpu'):11.1f}  {mean('memory_mb'):9.0f}  {mean('size_kb'):7.0f}"
            f"  {points:>12}",
            flush=True,
        )


if __name__ == "__main__":
    main()
