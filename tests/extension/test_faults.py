"""Every fault ends: what was collected until then is handed over, and a person is told."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.extension import x_threads as x
from tests.extension.chromium import Browser
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
DONE = "!document.getElementById('results').hidden"
TROUBLE = "document.getElementById('trouble').innerText"


def collecting(browser: Browser, sites: Sites, number: int, **page: Any) -> Any:
    """A popup that shows a thread being collected from a page that takes long."""
    page = {"rows": x.busy(60), "latency": 900, **page}
    browser.page.goto(sites.put(f"https://x.com/sam/status/{x.ROOT + number}", "x.html", page))
    browser.page.wait_for_selector("article")
    popup = browser.click()
    popup.wait("parseInt(document.getElementById('what').innerText) > 10")
    return popup


def arrived(browser: Browser, receiver: Receiver, seconds: float = 15) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while not receiver.submissions:
        assert time.monotonic() < deadline, browser.outbox()
        browser.page.wait_for_timeout(50)
    posts: dict[str, Any] = receiver.submissions[0]["posts"]
    return posts


def test_a_navigation_hands_over_what_was_collected(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    collecting(browser, sites, 1)
    browser.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    posts = arrived(browser, receiver)
    assert len(posts["items"]) > 5
    assert (posts["complete"], posts["stopped"]) == (False, "page_left")


def test_a_closed_tab_hands_over_what_was_collected(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    other = browser.context.new_page()
    collecting(browser, sites, 1)
    browser.page.close()
    assert browser.page is other
    posts = arrived(browser, receiver)
    assert len(posts["items"]) > 5
    assert (posts["complete"], posts["stopped"]) == (False, "page_left")
    assert len(receiver.submissions) == 1


def test_a_killed_background_loses_nothing(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = collecting(browser, sites, 1)
    browser.kill_worker()
    popup.wait(DONE, 60)
    posts = arrived(browser, receiver)
    assert len(posts["items"]) == 60
    assert posts["complete"] is True
    assert len(receiver.submissions) == 1


def test_a_view_that_cannot_be_read_ends_and_is_told(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    collecting(browser, sites, 1)
    browser.page.evaluate("document.body.replaceChildren()")
    posts = arrived(browser, receiver, 40)
    assert len(posts["items"]) > 5
    assert posts["complete"] is False


def test_cancelling_works_while_the_page_is_stuck(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = collecting(browser, sites, 1)
    browser.page.evaluate("void setTimeout(() => { const end = Date.now() + 6000; while (Date.now() < end); }, 0)")
    popup.click("cancel")
    popup.wait(f"{TROUBLE} === 'Cancelled. Nothing was sent.'", 10)
    browser.page.evaluate("new Promise(resolve => setTimeout(resolve, 500))")  # answered once the page is free again
    assert receiver.submissions == []
    assert browser.outbox() == []


def test_a_route_change_files_the_item_under_the_old_address(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    collecting(browser, sites, 1)
    browser.page.evaluate("history.pushState({}, '', '/home')")
    posts = arrived(browser, receiver)
    assert (posts["complete"], posts["stopped"]) == (False, "page_left")
    (item,) = browser.outbox()
    assert item["about"]["url"] == f"https://x.com/sam/status/{x.ROOT + 1}"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {"error": "no such route"}), "The server at this address is not a Threadsheet."),
        ((401, {"error": "who are you?"}), "Something in front of your Threadsheet asks for a login."),
        ((200, {"hello": "world"}), "The server at this address is not a Threadsheet."),
    ],
    ids=["another service", "a proxy", "another answer"],
)
def test_what_is_no_threadsheet_is_told_and_not_tried_for_ever(
    browser: Browser, sites: Sites, receiver: Receiver, answer: tuple[int, dict[str, Any]], says: str
) -> None:
    receiver.refuse = answer
    receiver.problem = "application/json"
    browser.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    popup = browser.click()
    popup.wait("document.getElementById('save-page').checkVisibility()")
    popup.click("save-page")
    popup.wait(TROUBLE)
    assert says in popup.text("trouble")
    assert "retried automatically" not in popup.text("trouble")


def test_a_newer_server_asks_for_a_newer_extension(browser: Browser, receiver: Receiver) -> None:
    receiver.info = {**receiver.info, "api": 2}
    with browser.options() as page:
        page.fill("#address", receiver.url)
        page.click("#test")
        page.get_by_text("This extension is too old").wait_for()


@pytest.mark.parametrize(
    ("kind", "says"),
    [("application/pdf", "This is a PDF"), ("application/json", "This is a file of data"), ("image/png", "This is a picture")],
)
def test_a_tab_that_is_a_file_offers_its_address(
    browser: Browser, sites: Sites, receiver: Receiver, kind: str, says: str
) -> None:
    url = sites.put_file("https://files.example/a", kind)
    browser.page.goto(url, wait_until="commit")
    popup = browser.click()
    popup.wait("document.getElementById('status').innerText")
    assert popup.text("status").startswith(says)
    assert not popup.shown("save-page")
    popup.click("save-address")
    popup.wait(DONE)
    assert receiver.submissions == [{"url": url}]


@pytest.mark.parametrize("url", ["https://x.com/home", "https://bsky.app/profile/sam.example.org"])
def test_a_page_of_a_site_that_is_no_thread_can_be_saved_as_a_page(
    browser: Browser, sites: Sites, receiver: Receiver, url: str
) -> None:
    browser.page.goto(sites.put(url, "x.html", {"rows": x.busy(5)}))
    popup = browser.click()
    popup.wait("document.getElementById('status').innerText")
    assert popup.text("status").startswith("This is no page of a thread.")
    popup.click("save-page")
    popup.wait(DONE)
    assert "page" in receiver.submissions[0]
