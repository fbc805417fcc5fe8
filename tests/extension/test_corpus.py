"""The corpus of look-alikes, all in one browser: no false "complete", no post of anybody else, no word lost silently."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from domain.shapes.capture import Capture, MediaType, Via
from tests.extension.chromium import LOOPBACK, Browser, chromium
from tests.extension.corpus.case import Case, Post
from tests.extension.corpus.cases import cases
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver, listening
from workers.sources.registry import source_for

pytestmark = pytest.mark.browser
AT_ONCE = 12
SECONDS = 60
IN_A_RUN = 5
"""One case in so many is tested without `--slow`."""
CASES = cases()
ROW = (
    "article, .status, .detailed-status, [data-testid^=postThreadItem], [data-pressable-container], .content-tweet,"
    " .feed-shared-update-v2"
)
START = """async ([url, id]) => {
  const pages = await import('/background/pages.js');
  const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
  await pages.inject(tab.id);
  await pages.start(tab.id, id);
}"""


def selected_cases(session: pytest.Session) -> list[Case]:
    """The cases that this run tests: a fifth of them, or all with the slow tests."""
    items = [item for item in session.items if isinstance(item, pytest.Function) and item.module.__name__ == __name__]
    return [item.callspec.params["case"] for item in items]


@pytest.fixture(scope="module")
def sent(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, sites: Sites
) -> Iterator[dict[str, dict[str, Any]]]:
    """What the extension sends for each page, by address, collected from many pages side by side; `pressed` counts clicks on
    what is not the thread's."""
    folder = tmp_path_factory.mktemp("corpus")
    with (
        listening(Receiver(holds=True)) as receiver,
        chromium(playwright, folder, sites.port, LOOPBACK, "https://*/*", permissions_granted=["tabs"]) as browser,
    ):
        browser.choose(receiver.url)
        yield collect(browser, sites, receiver, selected_cases(request.session))


def collect(browser: Browser, sites: Sites, receiver: Receiver, selected: list[Case]) -> dict[str, dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    waiting = list(enumerate(selected))
    running: dict[str, tuple[Page, float]] = {}
    with browser.own_page("privacy.html") as own:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                number, case = waiting.pop(0)
                running[case.url] = (opened(browser, sites, case), time.monotonic())
                own.evaluate(START, [case.url, f"corpus-{number}"])
            for url, body in ((address(each), each) for each in list(receiver.submissions)):
                if url in running:
                    page, _ = running.pop(url)
                    results[url] = {**body, "pressed": page.locator("i.stranger").count(), "at": page.url}
                    page.close()
            for url, (page, began) in list(running.items()):
                if time.monotonic() - began > SECONDS:
                    results[url] = {"never": True}
                    running.pop(url)
                    page.close()
            own.wait_for_timeout(100)
    return results


def opened(browser: Browser, sites: Sites, case: Case) -> Page:
    page = browser.context.new_page()
    page.goto(sites.put(case.url, "corpus/page.html", case.page))
    page.wait_for_selector(ROW, state="attached", timeout=20_000)
    return page


def address(body: dict[str, Any]) -> str:
    """The address of the page that a submission was made on, as the corpus names it."""
    if "page" in body:
        return str(body["page"]["url"])
    posts = body["posts"]
    if any(case.url == posts["url"] for case in CASES):
        return str(posts["url"])
    same = (case.url for case in CASES if any(same_thread(case, item) for item in posts["items"]))
    return next(same, str(posts["url"]))


def same_thread(case: Case, item: dict[str, Any]) -> bool:
    return any(item["id"].endswith(key(post)) for post in case.truth)


def key(post: Post) -> str:
    return str(post.get("id") or post.get("key") or post.get("code"))


def collected(case: Case, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The items by the key of the post that the corpus has."""
    return {key(post): item for item in body["posts"]["items"] for post in case.truth if item["id"].endswith(key(post))}


def squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def full_text(post: Post) -> str:
    """What the author wrote, with the warning above and the hashtags below that sites keep apart."""
    tags = " ".join(f"#{tag}" for tag in post.get("tags", ()))
    return squeezed(" ".join(filter(None, [post.get("warning"), post["text"], tags])))


def losses(post: Post, item: dict[str, Any]) -> Iterator[str]:
    """What of a post is not in the item that was sent."""
    if squeezed(item["text"]) != full_text(post):
        yield f"text {item['text']!r} is not {full_text(post)!r}"
    media = item["media"]
    for expected in post.get("media", ()):
        alt = expected["alt"]
        alike = [
            sent_media
            for sent_media in media
            if sent_media["kind"] == expected["kind"]
            and (expected["url"] is None or sent_media["url"] == expected["url"] or sent_media["kind"] == "card")
        ]
        if not any((each["alt"] or None) == alt or (alt and alt in (each["alt"] or "")) for each in alike):
            yield f"{expected} is not in {media}"
    if post.get("quote"):
        quote = item.get("quote") or {}
        if squeezed(quote.get("text")) != squeezed(post["quote"]["text"]):
            yield f"quote {post['quote']['text']!r} is {quote!r}"
    for link in re.findall(r"https?://\S+", post["text"]):
        if link not in item["text"] and not item.get("article"):
            yield f"link {link}"
    if post.get("note") and squeezed(post["note"]) not in squeezed((item.get("note") or {}).get("text")):
        yield f"note {item.get('note')}"
    if post.get("poll") and [option["text"] for option in (item.get("poll") or {}).get("options", ())] != [
        option["text"] for option in post["poll"]["options"]
    ]:
        yield f"poll {item.get('poll')}"
    if post.get("article") and not all(
        block[1] in item["article"]["html"] for block in post["article"]["blocks"] if block[0] not in ("img", "pre")
    ):
        yield f"article {item['article']}"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=f"{index}-{case.site}-{case.name}-{case.language}", marks=[pytest.mark.slow] if index % IN_A_RUN else []
        )
        for index, case in enumerate(CASES)
    ],
)
def test_a_page_of_the_corpus(sent: dict[str, dict[str, Any]], case: Case) -> None:
    body = sent[case.url]
    assert "never" not in body, "nothing was ever sent"
    assert body["pressed"] == 0, "a control of somebody else's was pressed"
    assert body["at"] == case.url, "the page is not where it was"
    if case.sends_page:
        check_page(case, body["page"])
        return
    posts = body["posts"]
    items = collected(case, body)
    foreign = [item["text"] for item in posts["items"] if item not in items.values()]
    assert foreign == [], foreign
    assert len({item["id"] for item in posts["items"]}) == len(posts["items"])
    order = [key(post) for post in case.truth if key(post) in items]
    assert list(items) == order, list(items)
    lost = {name: list(losses(post, items[name])) for post in case.truth if (name := key(post)) in items}
    silent = {name: what for name, what in lost.items() if what and not items[name].get("truncated")}
    assert silent == {}, silent
    reached = len(items) == len(case.truth) and not any(lost.values())
    assert reached or not posts["complete"], "said to be complete, and is not"
    assert posts["complete"] or posts["stopped"] not in (None, "end")
    if case.reachable:
        assert len(items) == case.reachable, posts["stopped"]
    elif case.complete:
        assert reached, lost
    assert posts["complete"] is case.complete, posts["stopped"]
    assert not any(secret in str(body) for secret in case.secrets)


def check_page(case: Case, page: dict[str, Any]) -> None:
    """What the server reads out of a page that was sent as it stands."""
    assert "<script" not in page["html"]
    assert not any(secret in page["html"] for secret in case.secrets)
    capture = Capture(page["html"].encode(), Via.PAGE, MediaType.HTML, datetime.now(UTC), url=page["url"])
    reading = source_for(capture).read(capture)
    assert [squeezed(post.text) for post in reading.posts] == [squeezed(post["text"]) for post in case.truth]
    assert [media.alt for post in reading.posts for media in post.media] == [
        item["alt"] for post in case.truth for item in post.get("media", ())
    ]
