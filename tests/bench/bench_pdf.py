"""How long a PDF takes, beside Chromium doing new tab, load our HTML handout, print, in a browser that already runs.

Run it by `./test bench` or as `python -m tests.bench.bench_pdf`. Each side is warm and the best of several tries counts;
seconds are printed too. Ours is timed as the worker renders: in a render process that rendered handouts before, from the
thread to the bytes, and no two tries render the same text. The time in a child of its own, as after a pause, is too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from domain.editions import Edition
from domain.errors import RenderFailed
from domain.shapes.handout import Format
from domain.shapes.thread import Thread
from tests import factories
from workers import handouts
from workers.render_process import RenderProcess
from workers.sandbox import Limits, run_in_sandbox

TARGETS = {10: 0.3, 60: 0.9, 100: 1.5, 1000: 8.0}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LIMITS = Limits(seconds=120, memory_mb=1024)


def varied_thread(points: int, run: int) -> Thread:
    """The sample for ten, else the nine points said again and again; every point with words of its own in each run."""
    thread = factories.ten() if points == 10 else factories.long(points)
    changed = tuple(replace(point, text=f"{point.text} {word(run, point.position)}.") for point in thread.version.points)
    return replace(thread, version=replace(thread.version, points=changed))


def word(run: int, position: int) -> str:
    """One that nobody said before."""
    return f"{run * 7919 + position:x}".translate(str.maketrans("0123456789", "ghijklmnop"))


def render_arguments(points: int, run: int, format_: Format) -> tuple[object, ...]:
    """What the worker asks for."""
    return varied_thread(points, run), factories.codebook(), Edition.ANNOTATED, format_, factories.NOON


def rendered_in_process(process: RenderProcess, points: int, run: int) -> bytes:
    """One handout, as the worker makes it when it made one before."""
    handout: bytes = process.call(handouts.render, *render_arguments(points, run, Format.PDF), failure=RenderFailed)
    return handout


def rendered_alone(points: int, run: int) -> bytes:
    """One handout, as the worker makes it after a rest."""
    handout: bytes = run_in_sandbox(handouts.render, *render_arguments(points, run, Format.PDF), limits=LIMITS)
    return handout


def printed(browser: Browser, page: Path) -> bytes:
    """New tab, load, print."""
    tab = browser.new_page()
    try:
        tab.goto(page.as_uri(), wait_until="load")
        return tab.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        tab.close()


def best(work: Callable[[int], bytes], tries: int) -> tuple[float, int]:
    """Seconds of the quickest try, and the size of what it made. Between two there is time to clear up."""
    seconds, size = float("inf"), 0
    for run in range(tries):
        time.sleep(0.1)
        began = time.perf_counter()
        size = len(work(run))
        seconds = min(seconds, time.perf_counter() - began)
    return seconds, size


def measure(browser: Browser, process: RenderProcess, folder: Path, points: int) -> bool:
    """One row of the table; whether it meets its target."""
    tries = 15 if points <= 100 else 3
    page = folder / f"{points}.html"
    page.write_bytes(run_in_sandbox(handouts.render, *render_arguments(points, 0, Format.HTML), limits=LIMITS))
    chromium_seconds, _ = best(lambda _: printed(browser, page), tries)
    process.start()
    own_seconds, size = best(lambda run: rendered_in_process(process, points, run), tries)
    rested_seconds, _ = best(lambda run: rendered_alone(points, run), tries)
    ratio, target = own_seconds / chromium_seconds, TARGETS[points]
    verdict = "met" if ratio <= target else "MISSED"
    sys.stdout.write(
        f"{points:6} {own_seconds:8.3f} {chromium_seconds:10.3f} {ratio:7.2f} {target:7.1f}  {verdict:7} "
        f"{size / 1024:6.0f} {rested_seconds:8.3f}\n"
    )
    sys.stdout.flush()
    return ratio <= target


def main() -> int:
    """The table; exit status 1 when a target is missed."""
    handouts.prepare()
    process = RenderProcess(LIMITS)
    sys.stdout.write("points   ours s  chromium s   ratio  target              KB  rested s\n")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        met = [measure(browser, process, Path(folder), points) for points in TARGETS]
        browser.close()
    process.end()
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
