"""Collecting from X: a list that keeps six rows in the page, and everything else that stands between the posts."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.extension import x_threads as x
from tests.extension.chromium import Browser
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
MOST_SECONDS = 12.0
STATE = "[scrollY, location.href, document.documentElement.attributes.length, document.body.children.length]"


def opened(browser: Browser, sites: Sites, rows: list[x.Row], focus: int = 1, **page: Any) -> None:
    """The look-alike of the page of post number `focus`, in front."""
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + focus}", "x.html", {"rows": rows, **page})
    browser.page.goto(url)
    browser.page.wait_for_selector("article")


def collected(browser: Browser, receiver: Receiver, seconds: float = 60) -> dict[str, Any]:
    """Click, and wait until it is all there; what the server was sent."""
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden", seconds)
    assert len(receiver.submissions) == 1
    posts: dict[str, Any] = receiver.submissions[0]["posts"]
    return posts


def numbers(posts: dict[str, Any]) -> list[int]:
    return [int(item["id"]) - x.ROOT for item in posts["items"]]


@pytest.mark.slow  # it waits for a page that scrolls in real time, and holds that to its time
@pytest.mark.parametrize("lines", [True, False], ids=["lines", "no lines"])
def test_forty_posts_are_collected_whole_in_time(browser: Browser, sites: Sites, receiver: Receiver, lines: bool) -> None:
    opened(browser, sites, x.busy(40, lines))
    began = time.monotonic()
    posts = collected(browser, receiver)
    assert time.monotonic() - began <= MOST_SECONDS
    assert numbers(posts) == list(range(1, 41))
    assert posts["complete"] is True
    assert posts["stopped"] == "end"
    assert posts["site"] == "x"
    assert posts["author"]["handle"] == "sam"


def test_a_post_comes_with_all_that_it_has(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    opened(browser, sites, x.busy(10))
    written = {post["id"]: post for post in x.thread(10)}
    items = {item["id"]: item for item in collected(browser, receiver)["items"]}
    assert {id_: item["text"] for id_, item in items.items()} == {id_: post["text"] for id_, post in written.items()}
    third, fifth, eighth, ninth = (items[str(x.ROOT + number)] for number in (3, 5, 8, 9))
    assert third["media"] == [
        {
            "kind": "image",
            "url": "https://pbs.twimg.com/media/picture3.png?format=png&name=large",
            "alt": "A drawing of thing 3",
        }
    ]
    assert fifth["quote"]["text"] == "What others say about 5"
    assert fifth["quote"]["author"]["handle"] == "bob"
    assert eighth["media"] == [{"kind": "card", "url": "https://t.co/card8", "alt": "A page about 8"}]
    address = "https://example.org/a/rather/long/address/that/is/shortened?and=more"
    assert f'<a href="{address}">{address}</a>' in ninth["html"]
    assert ninth["author"]["name"] == "Sam Writes 🧵"
    assert ninth["posted_at"] == "2026-11-01T08:09:00.000Z"
    assert ninth["url"] == f"https://x.com/sam/status/{x.ROOT + 9}"


def test_the_page_is_left_as_it_was(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    opened(browser, sites, x.busy(20), start=5)
    browser.page.wait_for_function("scrollY > 100")
    before = browser.page.evaluate(STATE)
    collected(browser, receiver)
    after = browser.page.evaluate(STATE)
    assert after == before


def test_a_thread_that_is_opened_in_the_middle_is_collected_from_its_beginning(
    browser: Browser, sites: Sites, receiver: Receiver
) -> None:
    opened(browser, sites, x.busy(30), focus=15, start=15)
    posts = collected(browser, receiver)
    assert numbers(posts) == list(range(1, 31))
    assert posts["complete"] is True
    assert posts["url"] == f"https://x.com/sam/status/{x.ROOT + 15}"


def test_a_login_wall_is_told_with_what_is_missing(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    receiver.completeness = {"verdict": "gaps", "declared": 40, "missing": list(range(13, 41)), "gaps": [], "reasons": []}
    opened(browser, sites, x.rows(x.thread(40)), wallAt=12)
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden", 60)
    posts = receiver.submissions[0]["posts"]
    assert numbers(posts) == list(range(1, 13))
    assert (posts["complete"], posts["stopped"]) == (False, "login_wall")
    assert popup.text("status") == "12 of 40, 13–40 are missing: scrolling stopped at a login wall."


def test_hidden_posts_and_tombstones_inside_the_thread_are_gaps(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    rows = x.rows(x.thread(12))
    gone = [*rows[:4], {"kind": "hidden", "of": str(x.ROOT + 1)}, *rows[6:9], {"kind": "tombstone"}, *rows[10:], x.reply(1)]
    opened(browser, sites, gone)
    posts = collected(browser, receiver)
    assert numbers(posts) == [1, 2, 3, 4, 7, 8, 9, 11, 12]
    assert (posts["complete"], posts["stopped"]) == (False, "hidden_posts")


def test_a_page_that_stops_loading_is_not_complete(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    opened(browser, sites, x.rows(x.thread(20)), helping=8, latency=1_000_000, silent=True)
    posts = collected(browser, receiver)
    assert numbers(posts) == list(range(1, 9))
    assert (posts["complete"], posts["stopped"]) == (False, "no_more")


def test_one_post_alone_is_a_thread_of_one(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    opened(browser, sites, [*x.rows(x.thread(1)), x.reply(1), x.reply(2)])
    posts = collected(browser, receiver)
    assert numbers(posts) == [1]
    assert posts["complete"] is True


def test_a_cancelled_collection_sends_nothing_and_puts_the_scroll_back(
    browser: Browser, sites: Sites, receiver: Receiver
) -> None:
    opened(browser, sites, x.busy(40), latency=700)
    popup = browser.click()
    popup.wait("parseInt(document.getElementById('what').innerText) > 8")
    popup.click("cancel")
    popup.wait("document.getElementById('trouble').innerText")
    assert popup.text("trouble") == "Cancelled. Nothing was sent."
    assert receiver.submissions == []
    assert browser.page.evaluate("scrollY") == 0
    popup.click("save")
    popup.wait("!document.getElementById('results').hidden", 60)
    assert numbers(receiver.submissions[0]["posts"]) == list(range(1, 41))


def test_a_page_that_has_changed_is_told_and_offered_whole(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put(f"https://x.com/sam/status/{x.ROOT}", "changed.html", {}))
    popup = browser.click()
    popup.wait("document.getElementById('trouble').innerText")
    assert popup.text("trouble").startswith("This site looks different")
    assert receiver.submissions == []
    popup.click("save-page")
    popup.wait("!document.getElementById('results').hidden")
    page = receiver.submissions[0]["page"]
    assert page["title"] == "X as it may look one day"
    assert "The words are here" in page["html"]
    assert page["html"].startswith("<!DOCTYPE html>")


def test_opening_the_popup_again_shows_what_was_saved_and_sends_nothing(
    browser: Browser, sites: Sites, receiver: Receiver
) -> None:
    opened(browser, sites, x.busy(5))
    collected(browser, receiver)
    browser.close_popup()
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    assert len(receiver.submissions) == 1


@pytest.mark.slow
def test_three_hundred_posts_are_collected_whole(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    opened(browser, sites, x.busy(300))
    posts = collected(browser, receiver, 110)
    assert numbers(posts) == list(range(1, 301))
    assert posts["complete"] is True
