"""Many threads at once: a list of addresses, one after the other, at a person's pace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.extension import x_threads as x
from tests.extension.chromium import LOOPBACK, Browser, chromium, until
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def allowed(playwright: Playwright, tmp_path: Path, sites: Sites, receiver: Receiver) -> Iterator[Browser]:
    """A browser that has granted what the page for many threads asks for."""
    granted = ["tabs", "bookmarks"]
    with chromium(playwright, tmp_path, sites.port, LOOPBACK, "https://x.com/*", permissions_granted=granted) as opened:
        opened.choose(receiver.url)
        yield opened


def test_a_list_is_saved_one_after_the_other(allowed: Browser, sites: Sites, receiver: Receiver) -> None:
    urls = [f"https://x.com/sam/status/{x.ROOT + number * 1000 + 1}" for number in (1, 2)]
    for number, url in enumerate(urls, 1):
        posts = [x.post(each, 3, id=str(x.ROOT + number * 1000 + each)) for each in (1, 2, 3)]
        sites.put(url, "x.html", {"rows": [*x.rows(posts), x.reply(1)]})
    other = "https://bsky.app/profile/sam.example.org/post/3kabc"
    with allowed.own_page("many/many.html") as page:
        until(page, "document.querySelector('h1').textContent")
        page.fill("#addresses", "\n".join([*urls, other, urls[0], "no address"]))
        page.click("#start")
        until(page, "document.getElementById('summary').textContent === '3 of 3 saved'", 90)
        lines = page.locator("#list li").all_inner_texts()
        assert len(lines) == 3
        assert "Complete: 3 posts." in lines[0]
    assert [len(body["posts"]["items"]) for body in receiver.submissions[:2]] == [3, 3]
    assert receiver.submissions[2] == {"url": other}


def test_the_selected_tabs_are_taken(allowed: Browser, sites: Sites, receiver: Receiver) -> None:
    allowed.page.goto(sites.put("https://blog.example/teams", "page.html", {}))
    with allowed.own_page("many/many.html") as page:
        until(page, "document.querySelector('h1').textContent")
        page.click("#tabs")
        until(page, "document.getElementById('addresses').value.includes('https://blog.example/teams')")
    assert receiver.submissions == []
