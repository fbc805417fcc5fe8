"""What a person sees of the posts before they are sent, and what they can choose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extension import x_threads as x
from tests.extension.chromium import Browser, Target
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
DONE = "!document.getElementById('results').hidden"


def opened(browser: Browser, sites: Sites, number: int, posts: int = 9) -> Target:
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + number}", "x.html", {"rows": [*x.rows(x.thread(posts)), x.reply(1)]})
    browser.page.goto(url)
    browser.page.wait_for_selector("article")
    return browser.click()


def choose(popup: Target, id_: str, value: str) -> None:
    field = f"document.getElementById({id_!r})"
    popup.run(f"{field}.value = {value!r}; {field}.dispatchEvent(new Event('change'))")


@pytest.fixture
def reviewing(browser: Browser) -> Any:
    browser.set(review=True)
    yield browser
    browser.set(review=False, edition=None, labels=[], snapshot=False)


def test_the_posts_are_listed_with_their_number_first_words_and_marks(
    browser: Browser, sites: Sites, receiver: Receiver
) -> None:
    popup = opened(browser, sites, 1)
    popup.wait(DONE)
    lines = popup.run("[...document.querySelectorAll('#posts li')].map(line => line.innerText.replace(/\\s+/g, ' '))")
    assert len(lines) == 9
    assert lines[2].startswith("3 (3/9) The 3th thing")
    assert lines[2].endswith("picture")
    assert lines[4].endswith("quote")
    assert lines[7].endswith("link")
    assert receiver.submissions[0]["posts"]["complete"] is True


def test_nothing_is_sent_before_a_person_says_so(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = opened(reviewing, sites, 2)
    popup.wait("document.getElementById('send').checkVisibility()")
    assert popup.text("send") == "Send 9 posts"
    assert receiver.submissions == []
    popup.run("document.querySelectorAll('#posts input')[4].click()")
    popup.wait("document.getElementById('send').innerText === 'Send 8 posts'")
    popup.run("document.getElementById('choices').open = true")
    choose(popup, "labels", "Later, Teams")
    choose(popup, "edition", "reading")
    popup.click("send")
    popup.wait(DONE)
    (body,) = receiver.submissions
    assert [int(item["id"]) - x.ROOT for item in body["posts"]["items"]] == [1, 2, 3, 4, 6, 7, 8, 9]
    assert (body["posts"]["complete"], body["posts"]["stopped"]) == (False, "left_out")
    assert body["labels"] == ["Later", "Teams"]
    assert body["edition"] == "reading"


def test_this_is_not_all(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = opened(reviewing, sites, 3)
    popup.wait("document.getElementById('send').checkVisibility()")
    popup.click("not-all")
    popup.click("send")
    popup.wait(DONE)
    posts = receiver.submissions[0]["posts"]
    assert (posts["complete"], posts["stopped"]) == (False, "not_all")


def test_a_popup_that_was_closed_finds_the_posts_again(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = opened(reviewing, sites, 4)
    popup.wait("document.getElementById('send').checkVisibility()")
    reviewing.close_popup()
    popup = reviewing.click()
    popup.wait("document.getElementById('send').checkVisibility()")
    popup.click("send")
    popup.wait(DONE)
    assert len(receiver.submissions[0]["posts"]["items"]) == 9


def test_cancelling_before_sending_sends_nothing(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    popup = opened(reviewing, sites, 5)
    popup.wait("document.getElementById('send').checkVisibility()")
    popup.click("cancel")
    popup.wait("document.getElementById('trouble').innerText")
    assert reviewing.outbox() == []
    assert receiver.submissions == []


def test_the_page_is_kept_too(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    reviewing.set(snapshot=True)
    popup = opened(reviewing, sites, 6)
    popup.wait("document.getElementById('send').checkVisibility()")
    popup.click("send")
    popup.wait(DONE)
    (body,) = receiver.submissions
    assert body["snapshot"]["url"].endswith(str(x.ROOT + 6))
    assert "things that I learned" in body["snapshot"]["html"] or "thing that I learned" in body["snapshot"]["html"]
    assert "<script" not in body["snapshot"]["html"]


def test_labels_that_the_server_refuses_are_left_out(reviewing: Browser, sites: Sites, receiver: Receiver) -> None:
    receiver.knows = {"posts", "edition"}
    reviewing.set(labels=["One"])
    popup = opened(reviewing, sites, 7)
    popup.wait("document.getElementById('send').checkVisibility()")
    popup.click("send")
    popup.wait(DONE)
    assert "labels" not in receiver.submissions[0]
    assert "The labels were left out" in popup.text("status")


def test_what_the_server_proves_is_shown(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    rows = x.rows([x.post(number, 3, text=f"Words {number}") for number in (1, 2, 3)])
    browser.page.goto(sites.put(f"https://x.com/sam/status/{x.ROOT + 1}", "x.html", {"rows": rows}))
    browser.page.wait_for_selector("article")
    popup = browser.click()
    popup.wait(DONE, 40)
    assert receiver.submissions[0]["posts"]["stopped"] == "no_end"
    assert popup.text("status") == "Complete: the page did not prove it, but your Threadsheet found proof."
