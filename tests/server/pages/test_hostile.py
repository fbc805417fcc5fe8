"""Words that are written to harm: in a real browser nothing of them runs, and nothing is asked of anybody.

Every route that can be read is opened; one with an argument that no value stands for below makes the test fail.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule
from werkzeug.serving import make_server

from archive.archive import Archive
from archive.codebooks import Collection
from domain.settings import Settings
from domain.share_secrets import share_secret
from server.app import create_app
from server.context import AppContext
from server.pages.bookmarklet import bookmarklet
from server.queue import Queue
from tests.hostile import ELSEWHERE, HANDLE, VECTORS
from tests.running import Running
from tests.server.pages.browsing import watched
from tests.server.pages.hostile import HostileArchive

pytestmark = pytest.mark.browser
STREAMS = {"submissions.events": "ends when its submission does", "assets.serve": "has no words of anybody"}
FIELDS = (
    *("q", "author", "site", "family", "theme", "verdict", "sort", "cursor", "limit", "label", "codebook", "edition", "part"),
    *("points", "lang", "back", "url", "title", "text", "version", "from", "to", "kind", "key", "format", "after", "note"),
    *("wait", "facets", "by", "year", "page", "name", "handle", "view", "code", "first", "second", "least"),
    *("choices", "thread"),
)
"""Parameters that some page reads; each gets the words."""
TOGETHER = (" ".join(VECTORS), " ".join(reversed(VECTORS)))
FEW = tuple(" ".join(VECTORS[start::15]) for start in range(15))
"""In groups of five: a page for each alone takes half an hour."""
HARM = """bookmarklet => {
  const harm = window.hit ? ["it ran"] : [];
  const active = "iframe:not([src^='/s/'], [src^='/threads/']), object, embed, base, frame, script:not([src])";
  for (const element of document.querySelectorAll(active))
    harm.push(element.outerHTML.slice(0, 200));
  for (const element of document.querySelectorAll("*"))
    for (const {name, value} of element.attributes)
      if (name.startsWith("on") || name === "srcdoc" || name === "style" && /url\\(/.test(value)
          || /^(href|src|action|formaction|data|poster|xlink:href|content)$/.test(name)
             && value !== bookmarklet && /^[\\s\\x00-\\x20]*(0;url=|(java|vb)script:|data:(?!image)|blob:)/i.test(value))
        harm.push(`${element.tagName} ${name}=${value}`.slice(0, 200));
  return harm;
}"""


@dataclass(frozen=True)
class Served:
    app: Flask
    url: str
    hostile: HostileArchive

    def paths(self, rule: Rule) -> Iterator[str]:
        """The addresses of a route: one for each thread, if it is about one."""
        threads = list(zip(self.hostile.threads, self.hostile.shares, strict=True))
        about_threads = rule.arguments & {"secret"} or (rule.rule.startswith(("/threads/<id_>", "/api/v1/threads/<id_>")))
        for thread, share in threads[: -1 if about_threads else 1]:
            secret = share_secret(str(self.app.secret_key), share)
            values = self._values(rule, thread, secret)
            yield "".join(quote(part, safe="/") for part in _built(rule, values))

    def _values(self, rule: Rule, thread: str, secret: str) -> dict[str, str]:
        ids = {
            "/submissions": self.hostile.submission,
            "/batches": self.hostile.batch,
            "/handouts": self.hostile.handout,
            "/imports": self.hostile.import_,
            "/follows": self.hostile.follow,
            "/codings": self.hostile.coding,
            "/threads": thread,
        }
        names = {
            "id_": next((value for part, value in ids.items() if f"{part}/<id_>" in rule.rule), ""),
            "site": "x",
            "handle": HANDLE,
            "family": "product-fed",
            "theme": "silos",
            "position": "1",
            "number": "1",
            "secret": secret,
            "ending": "html" if "handout" in rule.rule else "bib",
            "name": "hostile",
            "capture_id": "c" * 20,
            "key": "0" * 64,
        }
        return {argument: names[argument] for argument in rule.arguments}


def _built(rule: Rule, values: dict[str, str]) -> Iterator[str]:
    for is_dynamic, part in rule._trace:  # the parts of its address in order
        if part != "|":
            yield values[part] if is_dynamic else part


@pytest.fixture
def served(
    settings: Settings, archive: Archive, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    """The web application on a port, with each of the test's words as a thread. No worker renders anything here."""
    monkeypatch.setattr("server.handout_files._waiting_slots", threading.Semaphore(0))
    queue = Queue.at(f"unix://{settings.data}/nobody.sock", settings.queue_seconds)
    app = create_app(AppContext(settings, archive, queue, Collection(archive, None)))
    hostile = HostileArchive(archive, request.param)
    with listening(app) as url:
        yield Served(app, url, hostile)


@contextmanager
def listening(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("served", "policy", "with_api"),
    [
        pytest.param(TOGETHER, False, False, id="together-without-policy"),
        pytest.param(FEW, False, True, id="few-without-policy", marks=pytest.mark.slow),
        pytest.param(FEW, True, True, id="few-with-policy", marks=pytest.mark.slow),
    ],
    indirect=["served"],
)
def test_nothing_of_it_runs_on_any_page(served: Served, browser: Browser, policy: bool, with_api: bool) -> None:
    """Answers of the API are JSON, which no browser runs: they are opened in the second form only."""
    rules = [rule for rule in served.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    tested = [rule for rule in rules if rule.endpoint not in STREAMS and (with_api or not rule.rule.startswith("/api/"))]
    paths = [list(served.paths(rule)) for rule in tested]
    opened = 0
    with watched(browser, served.url, "status of 4", "frame-ancestors", bypass_csp=not policy) as page:
        for of_rule in paths:
            for path in of_rule:
                opened += examine(page, path)
            opened += examine(page, f"{of_rule[-1]}?{urlencode(dict.fromkeys(FIELDS, VECTORS[0]))}")
    print(f"{opened} pages of {len(rules)} routes, {len(VECTORS)} vectors")
    assert opened > len(rules)


def origin(page: Page) -> str:
    """What our own bookmark names, the one script that may stand in a link."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(page.url))


def examine(page: Page, path: str) -> bool:
    """Whether it is a page; what is a file is downloaded."""
    try:
        answer = page.goto(path, wait_until="load")
    except Exception as error:  # playwright's own, of many kinds
        assert "Download is starting" in str(error), path  # noqa: PT017
        return True
    assert page.evaluate(HARM, bookmarklet(origin(page))) == [], path
    assert answer is None or answer.status != 500, path
    assert ELSEWHERE not in page.url
    return True


@pytest.mark.parametrize(
    "served", [TOGETHER, pytest.param(VECTORS, marks=pytest.mark.slow)], ids=["together", "each"], indirect=True
)
def test_nothing_of_a_feed_runs_in_a_reader(served: Served, browser: Browser) -> None:
    """A reader shows the content of an entry as the HTML that it is."""
    client = served.app.test_client()
    with watched(browser, served.url, "ERR_", bypass_csp=True) as page:
        for path in ("/feed.atom", "/themes/value-led/feed.atom", f"/authors/x/{quote(HANDLE)}/feed.atom"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            elements = list(ElementTree.fromstring(answer.data).iter())
            links = [item.get("href") or item.text or "" for item in elements if item.tag.endswith(("}link", "}uri", "}id"))]
            assert all(link.startswith(("http://", "https://", "urn:", "tag:")) for link in links), links
            contents = [item.text or "" for item in elements if item.get("type") == "html"]
            page.set_content("".join(contents))
            assert page.evaluate(HARM, bookmarklet(origin(page))) == []


def test_what_is_typed_comes_back_as_words(server: Running, browser: Browser) -> None:
    with watched(browser, server.url, "422") as page:
        for bad in TOGETHER:
            page.goto("/")
            page.get_by_label("Paste the thread").fill(bad)
            page.get_by_text("More options").click()
            page.get_by_label("Source address").fill(bad)
            author = " ".join(bad[:200].replace("\n", "").split())  # a field has one line, a name single spaces
            page.get_by_label("Author").fill(author)
            page.get_by_role("button", name="Unroll the thread").click()
            page.wait_for_selector(".fault")
            assert page.evaluate(HARM, bookmarklet(origin(page))) == []
            assert page.get_by_label("Author").input_value() == author
            assert page.get_by_label("Paste the thread").input_value() == bad
