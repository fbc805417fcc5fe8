"""The collectors over real pages of the sites, where those are at hand: they read what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route

from tests.extension.chromium import EXTENSION
from tests.paths import CHROMIUM, SHARED

pytestmark = pytest.mark.browser
DATA = SHARED / "data"
X_PAGES = sorted((DATA / "real" / "x-dom").glob("rvinowise-*.html"))
MASTODON = DATA / "real" / "mastodon" / "defuddle-mastodon-web.synthetic.html"
LISTED = re.findall(r'"/page/([\w/]+)\.js"', (EXTENSION / "background" / "pages.js").read_text())
SCRIPTS = LISTED[: LISTED.index("tweet_detail")]  # what reads a page; the rest needs the extension's own surroundings
HERE = pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here")


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    """A page that reaches no network, whatever the saved pages ask for."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    opened = browser.new_page()

    def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(status=200, content_type="text/html", body="<!doctype html><html><body></body></html>")
        else:
            route.abort()

    opened.route("**/*", answer)
    yield opened
    browser.close()


def cells(page: Page, url: str, html: str, site: str) -> list[dict[str, Any]]:
    page.goto(url)
    page.evaluate("html => { document.documentElement.innerHTML = html; }", html)
    for name in SCRIPTS:
        page.evaluate((EXTENSION / "page" / f"{name}.js").read_text() + "; null")
    return list(page.evaluate(f"threadsheet.sites.{site}.cells().map(({{ row, ...cell }}) => cell)"))


def squeezed(text: str | None) -> str:
    """Line ends, the site's own "…" and its button at the end of a cut text do not count."""
    return re.sub(r"\s+", " ", (text or "").replace("…", "").removesuffix("Show more")).strip()


@HERE
@pytest.mark.parametrize("path", X_PAGES, ids=lambda path: path.stem)
def test_a_real_row_of_x_is_read_as_it_stands_there(page: Page, path: Path) -> None:
    (truth,) = json.loads((DATA / "truth" / "x-dom.json").read_text())[f"x-dom/{path.name}"] or (None,)
    found = cells(page, "https://x.com/somebody/status/1", path.read_text(), "x")
    if truth is None:
        assert [cell for cell in found if cell["kind"] == "post"] == []
        return
    (cell,) = found
    post, main, quoted = cell["post"], truth["main"], truth["quoted"]
    assert post["url"].endswith(truth["permalink"])
    assert (post["author"]["name"], f"@{post['author']['handle']}") == (main["name"], main["handle"])
    assert post["posted_at"] == main["time"]
    assert squeezed(post["text"]) == squeezed(main["text"])
    assert post["truncated"] == main["truncated"]
    assert len([each for each in post["media"] if each["kind"] == "image"]) == len(main["photos"])
    assert any(each["kind"] == "card" for each in post["media"]) == truth["card"]
    assert (post["quote"] is not None) == (quoted is not None)
    if quoted:
        assert f"@{post['quote']['author']['handle']}" == quoted["handle"]
        assert squeezed(post["quote"]["text"]) == squeezed(quoted["text"])


@HERE
def test_the_lines_of_a_real_thread_of_x_are_found(page: Page) -> None:
    lines = []
    for path in [each for each in X_PAGES if "selfthread" in each.name]:
        (cell,) = cells(page, "https://x.com/somebody/status/1", path.read_text(), "x")
        lines.append((cell["up"], cell["down"]))
    assert lines == [(False, True), (True, True), (True, False)]


@HERE
def test_a_real_page_of_mastodon_is_read(page: Page) -> None:
    found = cells(page, "https://mastodon.example/@alice/12345678", MASTODON.read_text(), "mastodon")
    assert found[0]["post"]["text"].endswith("this link!\n\nhttps://example.com/interesting")
    chain = page.evaluate("threadsheet.chain(threadsheet.sites.mastodon.cells(), '12345678').posts.map(post => post.id)")
    assert chain == ["12345678", "12345679"]
