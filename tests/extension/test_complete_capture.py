"""Complete capture: off until it is chosen; then what X's page received makes whole what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.extension import x_threads as x
from tests.extension.chromium import LOOPBACK, Browser, chromium, until
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser
DETAIL = "https://x.com/i/api/graphql/aBc-123/TweetDetail"
HEARD = "chrome.scripting.getRegisteredContentScripts().then(scripts => scripts.length)"


@pytest.fixture(scope="module")
def chrome(playwright: Playwright, folder: Path, sites: Sites) -> Iterator[Browser]:
    """Chromium that grants x.com when it is asked, as a person would."""
    with chromium(playwright, folder, sites.port, LOOPBACK, "https://x.com/*", "https://twitter.com/*") as opened:
        yield opened


def answer(posts: list[dict[str, Any]]) -> dict[str, Any]:
    """What X's page receives about these posts."""
    user = {"core": {"name": x.AUTHOR["name"], "screen_name": x.AUTHOR["handle"]}}
    items = [
        {
            "item": {
                "itemContent": {
                    "tweetDisplayType": "SelfThread",
                    "tweet_results": {
                        "result": {
                            "__typename": "Tweet",
                            "rest_id": post["id"],
                            "core": {"user_results": {"result": user}},
                            "legacy": {
                                "full_text": post["text"],
                                "created_at": "Sun Nov 01 08:00:00 +0000 2026",
                                "in_reply_to_status_id_str": str(int(post["id"]) - 1) if index else None,
                            },
                        }
                    },
                }
            }
        }
        for index, post in enumerate(posts)
    ]
    entries = [{"entryId": "conversationthread-1", "content": {"items": items}}]
    instructions = [{"type": "TimelineAddEntries", "entries": entries}]
    return {"data": {"threaded_conversation_with_injections_v2": {"instructions": instructions}}}


def choose(browser: Browser, wanted: bool) -> None:
    with browser.options() as options:
        options.set_checked("#complete_capture", wanted)
        until(options, f"{HEARD}.then(count => count === {int(wanted)})")


def test_what_the_page_hid_is_found_when_the_page_had_received_it(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    posts = x.thread(8)
    rows = x.rows(posts)
    shown = [*rows[:3], {"kind": "hidden", "of": str(x.ROOT + 1)}, *rows[5:], x.reply(1)]
    sites.put(DETAIL, "detail.json", answer(posts))
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + 1}", "x.html", {"rows": shown, "asks": f"{DETAIL}?variables=1"})
    browser.page.goto(url)
    browser.page.wait_for_selector("article")
    choose(browser, True)
    asked = sites.asked.count(f"x.com/sam/status/{x.ROOT + 1}")
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    assert sites.asked.count(f"x.com/sam/status/{x.ROOT + 1}") == asked + 1, "the page is loaded once more, and once only"
    sent = receiver.submissions[0]["posts"]
    assert [item["text"] for item in sent["items"]] == [post["text"] for post in posts]
    assert [item["reply_to"] for item in sent["items"]] == [None, *(post["id"] for post in posts[:-1])]
    assert (sent["complete"], sent["stopped"]) == (True, "end")
    assert sent["items"][2]["media"][0]["alt"] == "A drawing of thing 3"
    assert [each for each in sites.asked if "graphql" in each and "variables=1" not in each] == [], "nothing is asked of X"


def test_without_the_choice_nothing_runs_on_the_site(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    choose(browser, True)
    choose(browser, False)
    rows = x.rows(x.thread(6))
    shown = [*rows[:3], {"kind": "hidden", "of": str(x.ROOT + 1)}, *rows[4:], x.reply(1)]
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + 2}", "x.html", {"rows": shown, "asks": f"{DETAIL}?variables=1"})
    browser.page.goto(url)
    browser.page.wait_for_selector("article")
    assert "[native code]" in browser.page.evaluate("String(XMLHttpRequest.prototype.open)")
    popup = browser.click()
    popup.wait("!document.getElementById('results').hidden")
    assert len(receiver.submissions[0]["posts"]["items"]) == 5
    assert receiver.submissions[0]["posts"]["stopped"] == "hidden_posts"
