"""One Chromium a module, with the extension, the look-alikes of the sites, and a server that keeps what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.extension.chromium import LOOPBACK, Browser, chromium
from tests.extension.lookalikes import Sites, look_alikes
from tests.extension.receiving import Receiver, listening


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extension")


@pytest.fixture(scope="module")
def sites(folder: Path) -> Iterator[Sites]:
    with look_alikes(folder) as served:
        yield served


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as open_:
        yield open_


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chrome(playwright: Playwright, folder: Path, sites: Sites) -> Iterator[Browser]:
    with chromium(playwright, folder, sites.port, LOOPBACK) as opened:
        yield opened


@pytest.fixture
def browser(chrome: Browser, receiver: Receiver) -> Iterator[Browser]:
    """The module's Chromium as if it were new: an empty outbox, and this test's server chosen."""
    chrome.choose(receiver.url)
    chrome.forget()
    yield chrome
    chrome.close_popup()
