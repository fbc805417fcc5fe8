"""From the click to the handout, against a whole running Threadsheet: on this machine, and paired with a password."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.extension import x_threads as x
from tests.extension.chromium import Browser, Target
from tests.extension.lookalikes import Sites
from tests.running import Running, running

pytestmark = pytest.mark.browser
PASSWORD = "correct horse"
DONE = "!document.getElementById('results').hidden"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    with running(folder / "archive", workers=1) as started:
        yield started


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[Running]:
    with running(folder / "locked", workers=1, PASSWORD=PASSWORD) as started:
        yield started


@pytest.fixture
def empty(chrome: Browser) -> Iterator[Browser]:
    chrome.forget()
    yield chrome
    chrome.close_popup()


def opened(browser: Browser, sites: Sites, posts: int, number: int) -> None:
    """A thread of so many posts of words alone, all of them in the page at once."""
    written = [x.post(each, posts, id=str(x.ROOT + number * 1000 + each)) for each in range(1, posts + 1)]
    shows = {"rows": [*x.rows(written), x.reply(1)], "inDom": 20}
    browser.page.goto(sites.put(f"https://x.com/sam/status/{x.ROOT + number * 1000 + 1}", "x.html", shows))
    browser.page.wait_for_selector("article")


def clicked(browser: Browser, sites: Sites, posts: int, number: int) -> Target:
    opened(browser, sites, posts, number)
    return browser.click()


def test_from_the_click_to_the_pdf(empty: Browser, sites: Sites, server: Running) -> None:
    """How long it takes is measured by tests/bench/bench_extension.py, where nothing else runs."""
    empty.choose(server.url)
    popup = clicked(empty, sites, 6, 1)
    popup.wait(DONE, 60)
    pdf = server.ask("GET", popup.run("new URL(document.getElementById('pdf').href).pathname"))
    assert (pdf.status, pdf.body[:5]) == (200, b"%PDF-")
    thread = server.ask("GET", f"/api/v1{popup.run('new URL(document.getElementById(`open`).href).pathname')}").json
    assert [point["number"] for point in thread["points"]] == [1, 2, 3, 4, 5, 6]
    assert thread["completeness"]["verdict"] == "complete"
    assert popup.text("status") == "Complete: 6 posts."


def test_the_same_thread_twice_is_one_thread(empty: Browser, sites: Sites, server: Running) -> None:
    empty.choose(server.url)
    popup = clicked(empty, sites, 4, 4)
    popup.wait(DONE)
    first = popup.run("document.getElementById('open').href")
    popup.click("save-again")
    popup.wait("document.getElementById('results').hidden")
    popup.wait(DONE)
    assert popup.run("document.getElementById('open').href") == first


def test_a_selection_that_is_no_thread_is_told_in_the_servers_words(empty: Browser, sites: Sites, server: Running) -> None:
    empty.choose(server.url)
    empty.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    empty.page.evaluate("getSelection().selectAllChildren(document.getElementById('first'))")
    popup = empty.click()
    popup.wait("document.getElementById('save-selection').checkVisibility()")
    popup.click("save-selection")
    popup.wait(f"{DONE} || document.getElementById('trouble').innerText")
    assert popup.text("status") or popup.text("trouble")


def code_for(page: Page, server: Running) -> str:
    """What the owner does: log in, open the settings, make a code."""
    page.goto(f"{server.url}/settings")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#pairing")
    page.get_by_role("button", name=re.compile("(Create|Make|New) .*code")).click()
    return page.locator("output.code").inner_text()


def test_a_server_with_a_password_is_paired_by_a_code_and_ended_by_revoking(
    empty: Browser, sites: Sites, locked: Running
) -> None:
    empty.choose("http://127.0.0.1:1")
    owner = empty.context.new_page()
    with empty.options() as options:
        options.fill("#address", locked.url.removeprefix("http://"))
        options.click("#connect")
        options.get_by_text("but needs a code").wait_for()
        options.fill("#code", "WRONGONE")
        options.click("#connect")
        options.get_by_text("wrong or has expired").wait_for()
        options.fill("#code", code_for(owner, locked).lower())
        options.click("#connect")
        options.get_by_text("Paired with Threadsheet 0.1.0").wait_for()
        assert options.evaluate("chrome.storage.local.get('server')")["server"]["token"].startswith("ts_")
    popup = clicked(empty, sites, 3, 5)
    popup.wait(DONE, 60)
    empty.close_popup()
    owner.goto(f"{locked.url}/settings")
    owner.get_by_role("button", name="Revoke Chrome").click()
    owner.get_by_text("refused from now on").wait_for()
    popup = clicked(empty, sites, 3, 6)
    popup.wait("document.getElementById('trouble').innerText.includes('pair this browser')")
    empty.close_popup()
    with empty.options() as options:
        options.click("#test")
        options.get_by_text("pair this browser").wait_for()
        options.fill("#code", code_for(owner, locked))
        options.click("#connect")
        options.get_by_text("Paired with").wait_for()
    deadline = time.monotonic() + 20
    while [item["state"] for item in empty.outbox()] != ["done", "done"]:
        assert time.monotonic() < deadline, empty.outbox()
        owner.wait_for_timeout(200)
    owner.close()
