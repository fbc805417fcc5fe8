"""Editing as a person does it: at the cursor, by keys alone, and without a script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.running import Running
from tests.server.pages.browsing import PHONE, watched

pytestmark = pytest.mark.browser
MISSPLIT = "1/4 Gates beat {0} walls.\n\n2/4 A wall 🧱 is cheap. 3/4 A gate has a keeper.\n\n4/4 Keep the keeper."


def kept(server: Running, word: str) -> str:
    return str(server.finish(server.submit(text=MISSPLIT.format(word)))["thread_id"])


def texts(page: Page) -> list[str]:
    return page.locator(".edit .point .text").all_inner_texts()


def test_a_point_is_cut_at_the_cursor_by_keys_alone(server: Running, browser: Browser) -> None:
    id_ = kept(server, "stone")
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{id_}")
        page.get_by_label("Edit point 2").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/edit#point-2")
        page.locator("#point-2 summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#text-2")).to_be_focused()
        for _ in range(len("A wall 🧱 is cheap. ")):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".notice")).to_contain_text("Saved as version 2")
        assert texts(page) == ["Gates beat stone walls.", "A wall 🧱 is cheap.", "A gate has a keeper.", "Keep the keeper."]
        page.get_by_role("link", name="Done").click()
        expect(page.locator(".head .verdict")).to_have_attribute("data-verdict", "complete")
        page.get_by_role("link", name="what changed").click()
        expect(page.locator(".points ins")).to_contain_text("A gate has a keeper.")
        page.go_back()
        page.get_by_role("link", name="Edit", exact=True).click()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".history .undone")).to_contain_text("undone")
        assert len(texts(page)) == 3


def test_all_of_it_works_without_a_script(server: Running, browser: Browser) -> None:
    id_ = kept(server, "wooden")
    with watched(browser, server.url, java_script_enabled=False) as page:
        page.goto(f"/threads/{id_}/edit")
        page.locator("#point-2 summary").click()
        page.locator("#text-2").fill("A wall 🧱 is cheap. \n\n3/4 A gate has a keeper.")
        page.get_by_role("button", name="Split here").and_(page.locator("#point-2 *")).click()
        page.get_by_label("Leave out Point 1").click()
        page.locator(".left-out").get_by_label("After point").fill("3")
        page.get_by_role("button", name="Restore").click()
        assert texts(page)[-1] == "Gates beat wooden walls."
        page.get_by_label("Join Point 2 with the next").click()
        assert len(texts(page)) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(server: Running, browser: Browser, scheme: str) -> None:
    id_ = kept(server, scheme)
    with watched(browser, server.url, color_scheme=scheme, viewport=PHONE) as page:
        page.goto(f"/threads/{id_}/edit")
        page.get_by_label("Leave out Point 1").click()
        page.locator("#point-1 summary").click()
        page.get_by_text("Title, author, source, date").click()
        for path in (None, f"/threads/{id_}/diff"):
            if path:
                page.goto(path)
            assert Axe().run(page).response["violations"] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
