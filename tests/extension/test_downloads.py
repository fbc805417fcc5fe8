"""The PDF in the downloads as soon as it is ready, when that was wished."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.extension import x_threads as x
from tests.extension.chromium import LOOPBACK, Browser, chromium
from tests.extension.lookalikes import Sites
from tests.extension.receiving import PDF, Receiver

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chrome(playwright: Playwright, folder: Path, sites: Sites) -> Iterator[Browser]:
    with chromium(playwright, folder, sites.port, LOOPBACK, permissions_granted=("downloads",)) as opened:
        yield opened


def saved(browser: Browser) -> list[dict[str, object]]:
    with browser.own_page("privacy.html") as page:
        return list(page.evaluate("chrome.downloads.search({ state: 'complete' })"))


def test_the_pdf_is_saved_once_under_the_threads_name(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.set(save_pdf=True)
    url = f"https://x.com/sam/status/{x.ROOT + 1}"
    browser.page.goto(sites.put(url, "x.html", {"rows": [*x.rows(x.thread(3)), x.reply(1)]}))
    browser.page.wait_for_selector("article")
    browser.click().wait("!document.getElementById('results').hidden")
    deadline = time.monotonic() + 10
    while not (found := saved(browser)):
        assert time.monotonic() < deadline, json.dumps(browser.outbox())
        time.sleep(0.1)
    (one,) = found
    assert one["fileSize"] == len(PDF)
    asked = [headers for _, path, headers in receiver.requests if path.endswith("handout.pdf")]
    assert len(asked) == 1
    assert "Cookie" not in asked[0]
    assert [item["save_pdf"] for item in browser.outbox()] == [False]
