"""From a click on the toolbar button to the PDF, and how long collecting takes. Run by `./test bench extension`."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from commands.extension import files, for_chrome
from tests.extension import x_threads as x
from tests.extension.chromium import Browser, chromium
from tests.extension.lookalikes import Sites, look_alikes
from tests.running import Running, running

RUNS = 5
CLICK_SECONDS, FORTY_SECONDS, FOLDER_KB = 3.0, 12.0, 220
DONE = "!document.getElementById('results').hidden"
PDF = "new URL(document.getElementById('pdf').href).pathname"


def numbered(posts: int, run: int) -> list[x.Row]:
    """A thread of words alone, of its own in each run, and a reply that ends it."""
    written = [x.post(each, posts, id=str(x.ROOT + run * 1000 + each)) for each in range(1, posts + 1)]
    return [*x.rows(written), x.reply(1)]


def once(browser: Browser, sites: Sites, server: Running, number: int, **page: object) -> float:
    """Seconds from the click to the last byte of the PDF."""
    browser.page.goto(sites.put(f"https://x.com/sam/status/{x.ROOT + number}", "x.html", page))
    browser.page.wait_for_selector("article")
    began = time.perf_counter()
    popup = browser.click()
    popup.wait(DONE, 110)
    answer = server.ask("GET", popup.run(PDF))
    seconds = time.perf_counter() - began
    assert answer.body.startswith(b"%PDF-")
    browser.close_popup()
    return seconds


def main() -> int:
    """Exit status 1 when a target is missed."""
    with (
        tempfile.TemporaryDirectory() as name,
        running(Path(name) / "archive", workers=1) as server,
        look_alikes(Path(name)) as sites,
        sync_playwright() as playwright,
        chromium(playwright, Path(name), sites.port) as browser,
    ):
        browser.choose(server.url)
        # Of several the first is not counted: it warms what makes handouts.
        clicks = [once(browser, sites, server, run * 1000 + 1, rows=numbered(6, run), inDom=20) for run in range(1, RUNS + 2)]
        forty = once(browser, sites, server, 1, rows=x.busy(40))
    folder = sum(len(content) for _, content in files(for_chrome)) / 1024
    click = statistics.median(clicks[1:])
    print(f"click to the PDF, 6 posts in the page, n={RUNS}: median {click:.2f} s (target {CLICK_SECONDS:.0f})")
    print(f"click to the PDF, 40 posts of a list that keeps 6 rows: {forty:.2f} s (target {FORTY_SECONDS:.0f} for collecting)")
    print(f"the folder that is installed: {folder:.0f} KB (target {FOLDER_KB})")
    return 0 if click <= CLICK_SECONDS and forty <= FORTY_SECONDS and folder <= FOLDER_KB else 1


if __name__ == "__main__":
    sys.exit(main())
