"""Collecting from the other sites, and what becomes of a page that is none of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extension.chromium import Browser
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
ADDRESS = "https://example.org/an/address/that/is/shown/short"


def sent(browser: Browser, receiver: Receiver) -> dict[str, Any]:
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden", 60)
    assert len(receiver.submissions) == 1
    return receiver.submissions[0]


def texts(posts: dict[str, Any]) -> list[str]:
    return [item["text"] for item in posts["items"]]


def test_bluesky(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    sam = {"handle": "sam.example.org", "did": "did:plc:sam", "name": "Sam Writes", "time": "November 1, 2026 at 8:00 AM"}
    bob = {"handle": "bob.bsky.social", "did": "did:plc:bob", "name": "Bob", "time": "November 2, 2026 at 8:00 AM"}
    rows = [
        {**sam, "record": f"3k{n}", "text": f"Point {n}. {ADDRESS if n == 2 else ''}".strip(), "up": n > 1, "down": n < 25}
        for n in range(1, 26)
    ]
    rows[0]["focus"] = True
    rows[2]["photo"] = "A drawing"
    rows[3]["quote"] = {"handle": "carol.example", "text": "Quoted words"}
    answer = {**sam, "record": "3kanswer", "text": "Thank you!", "up": True}
    rows += [{**bob, "record": "3kbob", "text": "Well said.", "down": True}, answer]
    browser.page.goto(sites.put("https://bsky.app/profile/sam.example.org/post/3k1", "bluesky.html", rows))
    browser.page.wait_for_selector("[data-testid^=postThreadItem]")
    posts = sent(browser, receiver)["posts"]
    assert posts["site"] == "bluesky"
    assert len(posts["items"]) == 25
    assert (posts["complete"], posts["stopped"]) == (True, "end")
    first, second, third, fourth = posts["items"][:4]
    assert first["id"] == "at://did:plc:sam/app.bsky.feed.post/3k1"
    assert first["author"] | {"avatar_url": ""} == {
        "name": "Sam Writes",
        "handle": "sam.example.org",
        "url": "https://bsky.app/profile/sam.example.org",
        "avatar_url": "",
    }
    assert second["text"] == f"Point 2. {ADDRESS}"
    assert second["posted_at"] == "2026-11-01T08:00:00.000Z"
    assert third["media"][0] | {"url": ""} == {"kind": "image", "url": "", "alt": "A drawing"}
    assert "/feed_fullsize/" in third["media"][0]["url"]
    assert fourth["quote"]["text"] == "Quoted words"
    assert fourth["quote"]["author"]["handle"] == "carol.example"


def mastodon(account: str) -> dict[str, Any]:
    def post(number: int, who: str, *paragraphs: str, **more: Any) -> dict[str, Any]:
        time = f"2026-11-01T08:{number:02}:00.000Z"
        return {"id": str(1000 + number), "account": who, "name": who.title(), "paragraphs": paragraphs, "time": time, **more}

    return {
        "focus": "1002",
        "time": "2026-11-01T08:02:00Z",
        "url": f"https://social.example/@{account}/1002",
        "rows": [
            post(1, account, "The first.", "With a second paragraph.", down=True),
            post(2, account, f"The second, with {ADDRESS} in it.", photo="A screenshot"),
            post(3, account, "The third.", down=True, warning="Plain talk", covered=True),
            *[post(number, account, f"Number {number}.", down=number < 20) for number in range(4, 21)],
            post(30, "bob@other.example", "Really cool!", first=True),
            post(31, "carol@third.example", "How so?", first=True, down=True),
            post(32, account, "Like this."),
        ],
    }


def test_mastodon_in_a_column_that_scrolls(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://social.example/@sam/1002", "mastodon.html", mastodon("sam")))
    browser.page.wait_for_selector(".status")
    posts = sent(browser, receiver)["posts"]
    assert posts["site"] == "mastodon"
    assert (posts["complete"], posts["stopped"]) == (True, "end")
    assert posts["author"]["handle"] == "sam@social.example"
    assert texts(posts)[:3] == [
        "The first.\n\nWith a second paragraph.",
        f"The second, with {ADDRESS} in it.",
        "Plain talk\n\nThe third.",
    ]
    assert len(posts["items"]) == 20
    assert posts["items"][1]["posted_at"] == "2026-11-01T08:02:00Z"
    assert posts["items"][1]["media"] == [{"kind": "image", "url": "https://files.example/original.png", "alt": "A screenshot"}]
    assert posts["items"][2]["url"] == "https://social.example/@sam/1003"


def test_a_mastodon_server_proves_nothing_about_threads_of_others(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://social.example/@sam@far.example/1002", "mastodon.html", mastodon("sam@far.example")))
    browser.page.wait_for_selector(".status")
    posts = sent(browser, receiver)["posts"]
    assert posts["author"]["handle"] == "sam@far.example"
    assert (posts["complete"], posts["stopped"]) == (False, "no_proof")


def threads(wall: bool) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "handle": "sam",
            "code": f"C{number}",
            "lines": [f"Point {number}.", f"More at {ADDRESS}"],
            "time": f"2026-11-01T08:{number:02}:00.000Z",
            "down": number < 6,
        }
        for number in range(1, 7)
    ]
    rows[1]["photo"] = "Two people at a table"
    rows[2]["quote"] = {"handle": "bob", "code": "Q1", "text": "Quoted words", "time": "2026-10-01T08:00:00.000Z"}
    if not wall:
        rows.append({"handle": "bob", "code": "B1", "lines": ["A reply."], "time": "2026-11-02T08:00:00.000Z"})
    return {"rows": rows[:4] if wall else rows, "wall": wall}


def test_threads(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://www.threads.com/@sam/post/C1", "threads.html", threads(wall=False)))
    browser.page.wait_for_selector("[data-pressable-container]")
    posts = sent(browser, receiver)["posts"]
    assert posts["site"] == "threads"
    assert (posts["complete"], posts["stopped"]) == (True, "end")
    assert texts(posts) == [f"Point {number}.\nMore at {ADDRESS}" for number in range(1, 7)]
    assert posts["items"][1]["media"][0]["alt"] == "Two people at a table"
    assert posts["items"][2]["quote"]["text"] == "Quoted words"
    assert posts["author"]["handle"] == "sam"


def test_threads_behind_a_login(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://www.threads.com/@sam/post/C1", "threads.html", threads(wall=True)))
    browser.page.wait_for_selector("[data-pressable-container]")
    posts = sent(browser, receiver)["posts"]
    assert len(posts["items"]) == 4
    assert (posts["complete"], posts["stopped"]) == (False, "login_wall")


def test_a_thread_reader_page_is_sent_whole(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    url = sites.put("https://threadreaderapp.com/thread/1700000000000000001.html", "thread_reader.html", {})
    browser.page.goto(url)
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    assert popup.text("who") == "@sam"
    assert popup.text("what") == "3 posts so far"
    page = receiver.submissions[0]["page"]
    assert page["url"] == url
    assert "And the third. (3/3)" in page["html"]


def test_no_other_page_is_sent_by_itself(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    popup = browser.click()
    popup.wait("document.getElementById('status').innerText")
    assert popup.text("status").startswith("No thread is recognised")
    assert receiver.submissions == []
    popup.click("save-page")
    popup.wait("!document.getElementById('results').hidden")
    assert receiver.submissions[0]["page"]["title"] == "An article about teams"


def test_a_selection_can_be_sent_as_text(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    browser.page.evaluate("getSelection().selectAllChildren(document.getElementById('first'))")
    popup = browser.click()
    popup.wait("document.getElementById('save-selection').checkVisibility()")
    assert popup.text("save-selection") == "Save the selected text (38 characters)"
    popup.click("save-selection")
    popup.wait("!document.getElementById('results').hidden")
    assert receiver.submissions == [{"text": "Teams that own a product learn faster.", "url": "https://blog.example/teams"}]


def test_the_browsers_own_pages_are_left_alone(browser: Browser, receiver: Receiver) -> None:
    browser.page.goto("chrome://version")
    popup = browser.click()
    popup.wait("document.getElementById('status').innerText")
    assert popup.text("status") == "The browser does not allow extensions on this page."
    assert receiver.submissions == []
