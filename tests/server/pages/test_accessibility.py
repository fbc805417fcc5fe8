"""Every page, by day and by night, at a desk and on a phone, before axe: nothing that it can find is wrong."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from tests.running import Running, running
from tests.server.pages.browsing import DESK, LOOKS, PHONE, watched
from tests.server.pages.every_page import NO_PAGES, PAGES, WITH_LOGIN, fill

PARTS = 3
"""Tests that the pages are spread over."""
MOST = 0.02
"""The head moves a little when fonts replace those of the system, on home by 0.013; 0.1 is called good."""
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput)
      window.shifts.push([entry.value, ...entry.sources.map(({ node }) => (node?.outerHTML ?? node?.data ?? "").slice(0, 99))]);
}).observe({ type: "layout-shift", buffered: true });
"""


def test_the_list_of_pages_has_every_view(client: FlaskClient) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    views = {rule.endpoint for rule in rules if not rule.rule.startswith("/api/")}
    assert views == PAGES.keys() | WITH_LOGIN | NO_PAGES


def faults(page: Page, within: str | None = None) -> list[str]:
    """What axe finds on the page, or within what a selector finds."""
    rules = {"target-size": {"enabled": True}}
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"], "rules": rules})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]


def looked_at(page: Page, path: str) -> list[str]:
    page.goto(path)
    return [f"{path}: {fault}" for fault in faults(page)]


@pytest.fixture(scope="module")
def ids(server: Running, shelf: dict[str, str]) -> dict[str, str]:
    """The ids in the addresses of `PAGES`."""
    return fill(server, shelf)


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_every_page_is_accessible(
    server: Running, browser: Browser, ids: dict[str, str], scheme: str, size: dict[str, int], part: int
) -> None:
    paths = [path.format(**ids) for paths in PAGES.values() for path in paths][part::PARTS]
    with watched(browser, server.url, "404", "400", color_scheme=scheme, viewport=size) as page:
        assert [fault for path in [*paths, "/nothing"] for fault in looked_at(page, path)] == []


@pytest.mark.browser
def test_nothing_moves_while_a_page_loads(server: Running, browser: Browser, ids: dict[str, str]) -> None:
    paths = ("/", "/threads", "/threads/{pictured}", "/threads/{long}", "/threads/{ten}/handout", "/authors/x/mira_holm")
    for size in (PHONE, DESK):
        with watched(browser, server.url, viewport=size) as page:
            page.add_init_script(SHIFTS)
            for path in paths:
                page.goto(path.format(**ids), wait_until="networkidle")
                page.evaluate("document.fonts.ready.then(() => true)")
                assert [shift for shift in page.evaluate("window.shifts") if shift[0] > MOST] == [], path


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_what_opens_on_a_page_is_accessible_too(
    server: Running, browser: Browser, shelf: dict[str, str], scheme: str, size: dict[str, int]
) -> None:
    with watched(browser, server.url, "422", color_scheme=scheme, viewport=size) as page:
        page.goto("/")
        page.get_by_text("More options").click()
        page.get_by_label("Source address").fill("nonsense")
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_selector(".fault")
        assert faults(page) == []
        page.goto(f"/threads/{shelf['ten']}")
        page.get_by_text("Left out:").click()
        page.locator("#point-4 .tag").first.focus()
        assert faults(page) == []
        for menu in ("Other formats", "Cite"):
            page.locator("summary.button", has_text=menu).click()
            assert faults(page) == []
        page.keyboard.press("Escape")
        page.locator("#point-3 .number a").click()
        assert faults(page, "#number-menu") == []  # it covers parts of what is below it
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert faults(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        page.wait_for_selector("#theming[open] #theme")
        assert faults(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Share").click()
        page.wait_for_selector("#share-box[open] .share-form")
        assert faults(page) == []
        page.get_by_role("button", name="Make a link").click()
        page.wait_for_selector("#share-box .share-list input")
        assert faults(page) == []
        page.goto("/threads")
        page.locator(".bar .keep:visible, .site .keep:visible").click()
        page.wait_for_selector("#keep-box[open] #text")
        assert faults(page) == []


@pytest.mark.browser
def test_the_pages_of_who_logs_in_are_accessible(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, workers=1, PASSWORD="correct horse") as server:
        for scheme in ("light", "dark"):
            with watched(browser, server.url, "401", "403", color_scheme=scheme) as page:
                assert looked_at(page, "/threads") == []
                page.get_by_label("Password").fill("wrong")
                page.get_by_role("button", name="Log in").click()
                page.wait_for_selector(".fault")
                assert faults(page) == []
                page.get_by_label("Password").fill("correct horse")
                page.get_by_role("button", name="Log in").click()
                page.wait_for_url("**/threads")
                assert faults(page) == []
                for path in ("/account", "/settings/people", "/settings", "/settings/audit"):
                    assert looked_at(page, path) == []
                page.goto("/settings/people")
                page.get_by_label("Name").fill(f"Mira {scheme}")
                page.get_by_role("button", name="Create a link").click()
                invitation = page.locator("output").inner_text()
                assert faults(page) == []
                assert looked_at(page, urlsplit(invitation).path) == []
                page.goto("/threads")
                page.get_by_text("Menu", exact=True).click()
                page.get_by_role("button", name="Log out").click()
                page.wait_for_url("**/login")


@pytest.mark.browser
def test_what_is_wrong_is_found(server: Running, browser: Browser) -> None:
    with watched(browser, server.url) as page:
        page.goto("/")
        page.get_by_text("More options").click()
        page.evaluate("document.querySelector('label[for=source]').remove()")
        page.evaluate("document.querySelector('#source').removeAttribute('placeholder')")
        assert [fault for fault in faults(page) if fault.startswith("label: ")]
