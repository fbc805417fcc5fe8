"""A page that is saved as it stands: what is in it, and what never leaves the browser."""

from __future__ import annotations

import pytest

from tests.extension.chromium import Browser
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
SHOWN = ("Words in the light.", "Words in the open shadow.", "Words in the closed shadow.", "Words in a slot.")


def test_a_saved_page_has_what_is_seen_and_no_secret(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://blog.example/secrets", "secrets.html", {"token": "SECRET-SCRIPT"}))
    browser.page.wait_for_selector("#host")
    browser.page.fill("#typed", "SECRET-TYPED")
    popup = browser.click()
    popup.wait("document.getElementById('save-page').checkVisibility()")
    popup.click("save-page")
    popup.wait("!document.getElementById('results').hidden")
    html = receiver.submissions[0]["page"]["html"]
    assert "SECRET" not in html
    assert "<script" not in html
    assert "nonce" not in html
    assert "onclick" not in html
    for words in (*SHOWN, "color: rgb(1, 2, 3)"):
        assert words in html, words
    assert html.startswith("<!DOCTYPE html>")
