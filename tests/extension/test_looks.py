"""The extension's own pages, by day and by night, at twice the size, by keyboard: and before axe nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Playwright

from tests.extension import x_threads as x
from tests.extension.chromium import LOOPBACK, Browser, Target, chromium, until
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
AXE = AXE_SCRIPT
AT_REST = (  # colours fade into another scheme
    "Promise.all(document.getAnimations().map(each => each.finished)).then(() => true)"
)
FAULTS = (
    "axe.run({ resultTypes: ['violations'] }).then(found => found.violations.map(each => `${each.id}: ${each.nodes[0].html}`))"
)


def faults(popup: Target) -> object:
    popup.run(f"{AXE}; null")
    return popup.run(FAULTS)


def finished(browser: Browser, sites: Sites, receiver: Receiver, number: int) -> Target:
    receiver.completeness = {"verdict": "gaps", "declared": 9, "missing": [3, 6], "gaps": [], "reasons": []}
    url = f"https://x.com/sam/status/{x.ROOT + number}"
    rows = [*x.rows(x.thread(7)), x.reply(1)]
    browser.page.goto(sites.put(url, "x.html", {"rows": rows}))
    browser.page.wait_for_selector("article")
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    return popup


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_popup_is_accessible(browser: Browser, sites: Sites, receiver: Receiver, scheme: str) -> None:
    popup = finished(browser, sites, receiver, 1 if scheme == "light" else 2)
    popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    popup.run(AT_REST)
    assert faults(popup) == []
    popup.run("document.getElementById('connect').hidden = false")
    assert faults(popup) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["options/options.html", "privacy.html"])
def test_its_pages_are_accessible(browser: Browser, scheme: str, path: str) -> None:
    with browser.own_page(path) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        until(page, "document.querySelector('h1').textContent")
        page.evaluate(AT_REST)
        page.evaluate(f"{AXE}; null")
        assert page.evaluate(FAULTS) == []


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = finished(browser, sites, receiver, 3)
    popup.run("document.documentElement.style.fontSize = '200%'")
    assert popup.run("document.documentElement.scrollWidth <= 800")
    assert popup.run(
        "[...document.querySelectorAll('button, .button')].every(each => each.scrollWidth <= each.clientWidth + 2)"
    )
    with browser.options() as page:
        page.set_viewport_size({"width": 400, "height": 700})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= 400")


def test_when_it_is_done_the_keyboard_stands_on_open(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = finished(browser, sites, receiver, 4)
    assert popup.run("document.activeElement.id") == "open"
    assert popup.run("document.getElementById('open').href").startswith(receiver.url)
    assert popup.run("document.getElementById('thread').getAttribute('aria-live')") == "polite"


def test_in_german_it_says_as_much_and_fits_as_well(
    playwright: Playwright, folder: Path, sites: Sites, receiver: Receiver
) -> None:
    (folder / "german").mkdir()
    with chromium(playwright, folder / "german", sites.port, LOOPBACK, language="de") as browser:
        browser.choose(receiver.url)
        popup = finished(browser, sites, receiver, 5)
        assert popup.text("status").startswith("7 von 9, 3")
        assert "fehlen" in popup.text("status")
        assert popup.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        browser.close_popup()
        with browser.options() as page:
            until(page, "document.querySelector('h1').textContent")
            assert page.locator("h1").inner_text() == "Threadsheet: Einstellungen"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
