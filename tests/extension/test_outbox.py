"""Nothing is lost: the server down, then up; the background killed; the browser closed; the answer lost on the way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.extension import x_threads as x
from tests.extension.chromium import Browser, Target, chromium
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver, listening

pytestmark = pytest.mark.browser


def open_thread(browser: Browser, sites: Sites, posts: int = 5, **page: object) -> None:
    url = f"https://x.com/sam/status/{x.ROOT + 1}"
    browser.page.goto(sites.put(url, "x.html", {"rows": [*x.rows(x.thread(posts)), x.reply(1)], **page}))
    browser.page.wait_for_selector("article")


def kept(popup: Target) -> str:
    popup.wait("document.getElementById('trouble').innerText.startsWith('Saved in this browser')")
    return popup.text("trouble")


def test_a_server_that_is_down_gets_it_when_it_is_up_again(browser: Browser, sites: Sites) -> None:
    down = Receiver()
    with listening(down):
        pass
    browser.choose(down.url)
    open_thread(browser, sites)
    popup = browser.click()
    assert "cannot be reached" in kept(popup)
    browser.close_popup()
    assert browser.badge() == "1"
    (waiting,) = browser.outbox()
    assert (waiting["state"], waiting["error"]["code"]) == ("waiting", "unreachable")
    with listening(down):
        popup = browser.click()
        popup.wait("!document.getElementById('results').hidden", 20)
        assert len(down.submissions) == 1
        assert [item["state"] for item in browser.outbox()] == ["done"]
    browser.close_popup()
    assert browser.badge() == ""


def test_what_waits_is_listed_and_can_be_tried_or_removed(browser: Browser, sites: Sites) -> None:
    down = Receiver()
    with listening(down):
        pass
    browser.choose(down.url)
    open_thread(browser, sites)
    kept(browser.click())
    browser.close_popup()
    browser.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    popup = browser.click()
    popup.wait("document.querySelectorAll('#items li').length === 1")
    assert "(1/5) The 1th thing" in popup.text("items")
    with listening(down):
        popup.run("document.querySelector('#items button').click()")
        popup.wait("document.querySelectorAll('#items li').length === 0")
        assert len(down.submissions) == 1
    browser.close_popup()
    open_thread(browser, sites)
    browser.forget()
    kept(browser.click())
    browser.close_popup()
    browser.page.goto("https://blog.example/teams")
    popup = browser.click()
    popup.wait("document.querySelectorAll('#items li').length === 1")
    popup.run("document.querySelector('#items button:last-child').click()")
    popup.wait("document.querySelectorAll('#items li').length === 0")
    assert browser.outbox() == []


def test_a_background_that_is_killed_while_collecting_loses_nothing(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    open_thread(browser, sites, 30)
    popup = browser.click()
    popup.wait("parseInt(document.getElementById('what').innerText) > 8")
    browser.close_popup()
    browser.kill_worker()
    deadline = time.monotonic() + 30
    while not receiver.submissions:
        assert time.monotonic() < deadline
        browser.page.wait_for_timeout(100)
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    assert len(receiver.submissions) == 1
    assert len(receiver.submissions[0]["posts"]["items"]) == 30


def test_a_background_that_is_killed_while_the_handout_is_made_goes_on(
    browser: Browser, sites: Sites, receiver: Receiver
) -> None:
    receiver.holds = True
    open_thread(browser, sites)
    popup = browser.click()
    popup.wait("document.getElementById('status').innerText.startsWith('Splitting')")
    browser.kill_worker()
    receiver.holds = False
    popup.wait("!document.getElementById('results').hidden")
    assert len(receiver.submissions) == 1


def test_an_answer_that_is_lost_on_the_way_is_no_second_submission(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    receiver.mute = 1
    open_thread(browser, sites)
    popup = browser.click()
    kept(popup)
    popup.click("retry")
    popup.wait("!document.getElementById('results').hidden")
    assert len(receiver.submissions) == 1
    keys = [headers["Idempotency-Key"] for method, _, headers in receiver.requests if method == "POST"]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_refusal_is_told_in_the_servers_words_and_not_repeated(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    sentence = "This is larger than the 32 MB that this Threadsheet accepts."
    receiver.refuse = (413, {"code": "too_large", "title": "Too large", "status": 413, "detail": sentence})
    open_thread(browser, sites)
    popup = browser.click()
    popup.wait("document.getElementById('trouble').innerText")
    assert popup.text("trouble") == sentence
    popup.wait("false || document.getElementById('retry').checkVisibility()")
    browser.page.wait_for_timeout(1500)
    assert len([each for each in receiver.requests if each[0] == "POST"]) == 1
    assert browser.badge() == "!"


def test_a_server_that_wants_a_token_keeps_it_waiting(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    receiver.refuse = (401, {"code": "unauthorised", "title": "Unauthorised", "status": 401, "detail": None})
    open_thread(browser, sites)
    popup = browser.click()
    assert "pair this browser" in kept(popup)
    receiver.refuse = None
    popup.click("retry")
    popup.wait("!document.getElementById('results').hidden")


def test_what_is_sent_says_who_sends_it_and_carries_no_cookies(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    cookie = {"name": "session", "value": "secret", "url": receiver.url}
    browser.context.add_cookies([cookie])  # type: ignore[list-item]
    open_thread(browser, sites)
    browser.click().wait("!document.getElementById('results').hidden")
    for _, _, headers in receiver.requests:
        assert headers["X-Threadsheet"] == "extension"
        assert "Cookie" not in headers
        assert "Authorization" not in headers


def test_links_and_selections_come_by_the_menu(browser: Browser, receiver: Receiver) -> None:
    link = {"menuItemId": "link", "linkUrl": "https://x.com/sam/status/1", "pageUrl": "https://blog.example/"}
    words = {"menuItemId": "selection", "selectionText": "Words of a page.", "pageUrl": "https://blog.example/"}
    with browser.own_page("privacy.html") as page:
        for clicked in (link, words):
            page.evaluate("async info => (await import('/background/menus.js')).clicked(info, {})", clicked)
        page.evaluate("chrome.runtime.sendMessage({ to: 'background', kind: 'tick' })")
        deadline = time.monotonic() + 10
        while len(receiver.submissions) < 2:
            assert time.monotonic() < deadline
            page.wait_for_timeout(50)
    assert {"url": "https://x.com/sam/status/1"} in receiver.submissions
    assert {"text": "Words of a page.", "url": "https://blog.example/"} in receiver.submissions


def test_without_the_permission_it_waits_and_the_popup_asks(
    playwright: Playwright, folder: Path, sites: Sites, receiver: Receiver
) -> None:
    (folder / "unallowed").mkdir()
    with chromium(playwright, folder / "unallowed", sites.port, "https://nowhere.example/*") as browser:
        browser.choose(receiver.url)
        open_thread(browser, sites)
        popup = browser.click()
        assert "press Allow" in kept(popup)
        assert popup.shown("connect-button")
        assert receiver.requests == []


def test_a_browser_that_was_closed_sends_it_when_it_opens_again(playwright: Playwright, folder: Path, sites: Sites) -> None:
    (folder / "closed").mkdir()
    down = Receiver()
    with listening(down):
        pass
    with chromium(playwright, folder / "closed", sites.port) as browser:
        browser.choose(down.url)
        open_thread(browser, sites)
        kept(browser.click())
    with listening(down), chromium(playwright, folder / "closed", sites.port) as browser:
        deadline = time.monotonic() + 40
        while not down.submissions:
            assert time.monotonic() < deadline
            browser.page.wait_for_timeout(100)
    assert len(down.submissions[0]["posts"]["items"]) == 5
