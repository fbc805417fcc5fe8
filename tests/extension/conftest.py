"""One Chromium with the extension for all modules, the look-alikes of the sites, and a server that keeps what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.extension.chromium import LOOPBACK, Browser, chromium
from tests.extension.lookalikes import Sites, look_alikes
from tests.extension.receiving import Receiver, listening


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extension")


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with look_alikes(tmp_path_factory.mktemp("look_alikes")) as served:
        yield served


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as open_:
        yield open_


@pytest.fixture(scope="session")
def chrome(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, sites: Sites) -> Iterator[Browser]:
    with chromium(playwright, tmp_path_factory.mktemp("chromium"), sites.port, LOOPBACK) as opened:
        yield opened


@pytest.fixture
def browser(chrome: Browser, receiver: Receiver) -> Iterator[Browser]:
    """Chromium as if it were new: no settings but this test's server, an empty outbox, and a blank page."""
    chrome.reset(receiver.url)
    yield chrome
    chrome.close_popup()
