"""The pictures of the stores: the popup over a thread, and the page for many threads, as they are today."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from tests.extension import x_threads as x
from tests.extension.chromium import Browser, Target, until
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver
from tests.paths import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURES = ROOT / "docs" / "extension" / "pictures"
SIZE = (1280, 800)


def picture(popup: Target) -> Image.Image:
    taken = popup.send("Page.captureScreenshot", format="png")
    return Image.open(io.BytesIO(base64.b64decode(taken["data"])))


def over(page: bytes, popup: Image.Image) -> Image.Image:
    """The popup where the browser opens it, at the upper right of the page."""
    drawn = Image.open(io.BytesIO(page)).convert("RGB").resize(SIZE)
    drawn.paste(popup.convert("RGB"), (SIZE[0] - popup.width - 24, 12))
    return drawn


def kept(name: str, drawn: Image.Image) -> None:
    PICTURES.mkdir(exist_ok=True)
    drawn.quantize(colors=64).save(PICTURES / f"{name}.png", optimize=True)
    assert (PICTURES / f"{name}.png").stat().st_size < 150_000


def test_pictures_of_the_popup(browser: Browser, sites: Sites, receiver: Receiver) -> None:
    browser.set(review=True)
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + 1}", "x.html", {"rows": [*x.rows(x.thread(9)), x.reply(1)]})
    browser.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    browser.page.goto(url)
    browser.page.wait_for_selector("article")
    popup = browser.click()
    popup.wait("document.getElementById('send').checkVisibility()")
    page = browser.page.screenshot()
    kept("before-sending", over(page, picture(popup)))
    popup.click("send")
    popup.wait("!document.getElementById('results').hidden")
    kept("saved", over(page, picture(popup)))
    browser.set(review=False)
    assert len(receiver.submissions) == 1


def test_picture_of_many_threads(browser: Browser) -> None:
    with browser.own_page("many/many.html") as page:
        page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        until(page, "document.querySelector('h1').textContent")
        page.fill("#addresses", "\n".join(f"https://bsky.app/profile/sam.example.org/post/3k{number}" for number in range(4)))
        kept("many", Image.open(io.BytesIO(page.screenshot())))
