"""A real browser over a really running server, watched: an error on a page's console or a request to elsewhere is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LOOKS = [
    pytest.param("light", DESK, id="light-desk"),
    pytest.param("dark", PHONE, id="dark-phone"),
    pytest.param("dark", DESK, id="dark-desk", marks=pytest.mark.slow),
    pytest.param("light", PHONE, id="light-phone", marks=pytest.mark.slow),
]
"""Colour schemes and window sizes in which pages are examined; each of both is in the first two."""


OF_THE_BROWSER = ("chrome:", "chrome-extension:")
"""What the browser's own reader of PDFs asks for."""


@dataclass
class Watch:
    """What a page should not have done. `allowed` are parts of console messages that a test brings about itself."""

    home: str
    allowed: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message: Any) -> None:  # playwright's ConsoleMessage
        if message.type in {"error", "warning"} and not any(part in message.text for part in self.allowed):
            self.faults.append(message.text)

    def _request(self, request: Any) -> None:  # playwright's Request
        if not request.url.startswith((self.home, "data:", "blob:", *OF_THE_BROWSER)):
            self.faults.append(f"asked {request.url}")


@contextmanager
def watched(browser: Browser, home: str, *allowed: str, **options: Any) -> Iterator[Page]:
    """A page in a context of its own; at the end it must have done nothing wrong."""
    watch = Watch(home, allowed)
    context = browser.new_context(base_url=home, **{"viewport": DESK, **options})
    watch.over(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert watch.faults == [], watch.faults[:20]
