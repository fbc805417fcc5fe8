"""The same extension in Firefox: from a real click on the toolbar to the finished submission."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extension import x_threads as x
from tests.extension.chromium import LOOPBACK
from tests.extension.corpus.case import Case
from tests.extension.corpus.cases import cases
from tests.extension.firefox import FIREFOX, TOOLBAR, Firefox, firefox, version
from tests.extension.lookalikes import Sites
from tests.extension.receiving import Receiver, listening
from tests.extension.tunnel import tunnel
from tests.running import running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed"),
]
CLICKS = pytest.mark.skipif(version() < TOOLBAR, reason="this Firefox lets nobody click its toolbar from outside")
START = """(async () => {{
  const pages = await import('/background/pages.js');
  const tab = (await browser.tabs.query({{}})).find(each => each.url === {url!r});
  await pages.inject(tab.id);
  await pages.start(tab.id, {id!r});
}})()"""
MAIN = ("show_more_in_place", "show_replies", "warnings", "covered_posts", "read_more_leads_on", "related_threads")
PAGES = list({case.name: case for case in cases() if case.name in MAIN}.values())
DONE = "!popup.document.getElementById('results').hidden"


@pytest.fixture(scope="module")
def fox(folder: Path, sites: Sites) -> Iterator[Firefox]:
    with tunnel(sites.port) as port, firefox(folder, port, LOOPBACK, "https://*/*") as opened:
        yield opened


@pytest.fixture
def own(fox: Firefox, receiver: Receiver) -> Iterator[str]:
    """A page of the extension, with this test's server chosen and an empty outbox."""
    context = fox.open(f"{fox.address}/options/options.html")
    choose(fox, context, receiver.url)
    fox.run(
        context,
        "(async () => { const box = await import('/background/outbox.js');"
        " for (const item of await box.all()) await box.remove(item.id); })()",
    )
    yield context
    fox.popup(context, "(popup.close(), null)")
    fox.wait(context, "browser.extension.getViews({ type: 'popup' }).length === 0")
    fox.send("browsingContext.close", context=context)


def choose(fox: Firefox, own: str, url: str) -> None:
    server = f"{{ url: {url!r}, token: null, name: null, headers: {{}} }}"
    fox.run(own, f"browser.storage.local.set({{ server: {server} }})")


def clicked(fox: Firefox, sites: Sites, rows: list[x.Row], number: int, **page: object) -> None:
    """A tab with the look-alike of X in front, and a click on the button."""
    url = sites.put(f"https://x.com/sam/status/{x.ROOT + number}", "x.html", {"rows": rows, **page})
    tab = fox.open(url)
    fox.wait(tab, "document.querySelectorAll('article').length > 1")
    fox.send("browsingContext.activate", context=tab)
    fox.click()


@CLICKS
def test_forty_posts_by_one_click(fox: Firefox, own: str, sites: Sites, receiver: Receiver) -> None:
    clicked(fox, sites, x.busy(40), 1)
    fox.wait_popup(own, DONE)
    posts = receiver.submissions[0]["posts"]
    assert [int(item["id"]) - x.ROOT for item in posts["items"]] == list(range(1, 41))
    assert posts["complete"] is True
    assert fox.popup(own, "popup.document.getElementById('status').innerText") == "Complete: 40 posts."
    headers = receiver.requests[0][2]
    assert headers["X-Threadsheet"] == "extension"
    assert "Cookie" not in headers


@CLICKS
def test_what_waits_is_sent_when_the_server_is_there(fox: Firefox, own: str, sites: Sites) -> None:
    down = Receiver()
    with listening(down):
        pass
    choose(fox, own, down.url)
    clicked(fox, sites, [*x.rows(x.thread(4)), x.reply(1)], 2)
    fox.wait_popup(own, "popup.document.getElementById('trouble').innerText.startsWith('Saved in this browser')")
    with listening(down):
        fox.popup(own, "popup.document.getElementById('retry').click()")
        fox.wait_popup(own, DONE)
    assert len(down.submissions) == 1


def test_the_options_page_names_the_hop_that_fails(fox: Firefox, own: str, receiver: Receiver) -> None:
    receiver.info = {"hello": "world"}
    fox.run(own, f"document.getElementById('address').value = {receiver.url!r}")
    fox.run(own, "document.getElementById('test').click()")
    told = "document.getElementById('answer').innerText"
    fox.wait(own, f"{told}.startsWith('The server at this address is not a Threadsheet')")
    fox.run(own, "document.getElementById('address').value = '127.0.0.1:1'")
    fox.run(own, "document.getElementById('test').click()")
    fox.wait(own, f"{told}.startsWith('Your Threadsheet cannot be reached')")


@CLICKS
def test_the_real_server_takes_it_from_firefox(fox: Firefox, own: str, sites: Sites, folder: Path) -> None:
    with running(folder / "firefox-archive", workers=1) as server:
        choose(fox, own, server.url)
        tab = fox.open(sites.put("https://blog.example/teams", "page.html", {}))
        fox.run(tab, "void getSelection().selectAllChildren(document.getElementById('first'))")
        fox.send("browsingContext.activate", context=tab)
        fox.click()
        fox.wait_popup(own, "popup.document.getElementById('save-selection').checkVisibility()")
        fox.popup(own, "void popup.document.getElementById('save-selection').click()")
        fox.wait_popup(own, DONE)
        path = fox.popup(own, "new URL(popup.document.getElementById('pdf').href).pathname")
        assert server.ask("GET", path).body.startswith(b"%PDF-")


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_thread_is_collected_whole_in_firefox(fox: Firefox, own: str, sites: Sites, receiver: Receiver, case: Case) -> None:
    tab = fox.open(sites.put(case.url, "corpus/page.html", case.page))
    fox.send("browsingContext.activate", context=tab)
    fox.run(own, START.format(url=case.url, id=f"firefox-{case.name}"))
    deadline = time.monotonic() + 60
    while not receiver.submissions:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    posts = receiver.submissions[0]["posts"]
    assert (len(posts["items"]), posts["complete"]) == (len(case.truth), True), posts["stopped"]
    fox.send("browsingContext.close", context=tab)
