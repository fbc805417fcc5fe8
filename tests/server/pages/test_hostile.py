"""Words that are written to harm: in a real browser nothing of them runs, and nothing is asked of anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from archive import captures, codebooks
from archive.archive import open_archive
from archive.threads import threads
from domain.messages import message
from domain.settings import Settings
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.reading import Related
from domain.shapes.thread import Completeness, Gap, Point, Role, Verdict
from tests import factories
from tests.running import Running
from tests.server.pages.browsing import watched
from tests.server.pages.conftest import words_of

pytestmark = pytest.mark.browser
HIT = "window.hit=1"
VECTORS = (
    f"<script>{HIT}</script>",
    f'"><img src=x onerror="{HIT}">',
    f"'><svg onload={HIT}>",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
    f"</textarea><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f"--><script>{HIT}</script>",
    f"{{{{ ''.__class__ }}}} {{% {HIT} %}}",
    "<link rel=stylesheet href=https://evil.example/a.css><base href=https://evil.example/>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "<form action=https://evil.example/><button>Go</button></form>",
    "\u202e<b>turned</b>\u2066",
)
ADDRESSES = (f"javascript:{HIT}", f"data:text/html,<script>{HIT}</script>", "vbscript:x", f'https://e/" onclick="{HIT}')


TOGETHER = tuple(" ".join(VECTORS[start : start + 4]) for start in range(0, len(VECTORS), 4))


def hostile(bad: str, address: str) -> Point:
    """A point that is bad wherever it can be."""
    media = tuple(Media(kind, address, bad, address) for kind in MediaKind)
    quote = Quote(bad, Author(bad, bad, address), address, media=media)
    spans = (Span(0, len(bad), SpanKind.LINK, address), Span(0, 3, SpanKind.MENTION, address))
    return Point(1, Role.POINT, bad, spans=spans, url=address, media=media, quote=quote)


def test_nothing_of_a_hostile_thread_runs(server: Running, browser: Browser) -> None:
    archive = open_archive(Settings(data=server.data))
    paths = ["/", "/threads"]
    for number, bad in enumerate(TOGETHER):
        address = ADDRESSES[number % len(ADDRESSES)]
        gap = Gap(1, None, message("tombstone.quoted", speaker=bad, notice=bad))
        version = factories.version(
            [replace(hostile(bad, address), position=position) for position in (1, 2)],
            Completeness(Verdict.GAPS, None, (), (gap,), (message("tombstone.quoted", speaker=bad, notice=bad),)),
            title=bad,
            url=address,
            author=Author(bad, bad, address, address),
            related=(Related(bad, bad, 1, bad, address),),
            dropped=(bad,),
        )
        capture = captures.store(archive, words_of(f"hostile {number}"))
        id_ = threads.store(archive, version, [capture], codebooks.load()["product-culture"].ref).thread_id
        paths += [f"/threads/{id_}", f"/threads/{id_}/delete"]
    archive.close()
    with watched(browser, server.url) as page:
        for path in paths:
            page.goto(path)
            assert page.url == server.url + path
            assert page.evaluate("window.hit") is None
            for link in page.locator("a[href]").all():
                assert str(link.get_attribute("href")).startswith(("http://", "https://", "/", "#", "?"))


def test_what_is_typed_comes_back_as_words(server: Running, browser: Browser) -> None:
    with watched(browser, server.url, "422") as page:
        for bad in TOGETHER:
            page.goto("/")
            page.get_by_label("Paste the thread").fill(bad)
            page.get_by_text("More options").click()
            page.get_by_label("Source address").fill(bad)
            page.get_by_label("Author").fill(bad)
            page.get_by_role("button", name="Unroll the thread").click()
            page.wait_for_selector(".fault")
            assert page.evaluate("window.hit") is None
            assert page.get_by_label("Author").input_value() == bad
            assert page.get_by_label("Paste the thread").input_value() == bad
