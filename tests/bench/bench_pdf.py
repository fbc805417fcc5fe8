"""How long a PDF takes, beside Chromium doing new tab, load our HTML handout, print, in a browser that already runs.

Run it by `./test bench` or as `python -m tests.bench.bench_pdf`. Each side is warm and the best of several tries counts;
seconds are told too. Ours is timed as the worker does it: in a confined child, from the thread to the bytes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from archive.shapes.handout import Edition, Format
from archive.shapes.thread import Thread
from tests import factories
from workers import handouts
from workers.confined import Limits, confined

TARGETS = {10: 0.3, 60: 0.9, 100: 1.5, 1000: 8.0}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LIMITS = Limits(seconds=120, memory_mb=1024)


def threads(points: int) -> Thread:
    """The sample for ten, else the nine points said again and again."""
    return factories.ten() if points == 10 else factories.long(points)


def ours(thread: Thread, format_: Format) -> bytes:
    """One handout, as the worker makes it."""
    said = (thread, factories.codebook(), Edition.ANNOTATED, format_, factories.NOON)
    return confined(handouts.render, *said, limits=LIMITS)


def printed(browser: Browser, page: Path) -> bytes:
    """New tab, load, print."""
    tab = browser.new_page()
    try:
        tab.goto(page.as_uri(), wait_until="load")
        return tab.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        tab.close()


def best(work: Callable[[], bytes], tries: int) -> tuple[float, int]:
    """Seconds of the quickest try, and the size of what it made."""
    seconds, size = float("inf"), 0
    for _ in range(tries):
        began = time.perf_counter()
        size = len(work())
        seconds = min(seconds, time.perf_counter() - began)
    return seconds, size


def measure(browser: Browser, folder: Path, points: int) -> bool:
    """One row of the table; whether it meets its target."""
    thread = threads(points)
    tries = 15 if points <= 100 else 3
    page = folder / f"{points}.html"
    page.write_bytes(ours(thread, Format.HTML))
    theirs, _ = best(lambda: printed(browser, page), tries)
    mine, size = best(lambda: ours(thread, Format.PDF), tries)
    ratio, target = mine / theirs, TARGETS[points]
    verdict = "met" if ratio <= target else "MISSED"
    sys.stdout.write(f"{points:6} {mine:8.3f} {theirs:10.3f} {ratio:7.2f} {target:7.1f}  {verdict:7} {size / 1024:8.0f}\n")
    sys.stdout.flush()
    return ratio <= target


def main() -> int:
    """The table; exit status 1 when a target is missed."""
    handouts.prepare()
    sys.stdout.write("points   ours s  chromium s   ratio  target           KB\n")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        met = [measure(browser, Path(folder), points) for points in TARGETS]
        browser.close()
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
