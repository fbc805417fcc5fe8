"""Everything that can be read is reached by following links from the home page, and every option of a handout is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from archive import media, people, submissions
from archive.archive import Archive
from archive.codings import answers
from archive.codings import records as codings
from archive.imports import records
from domain.messages import Message
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.failure import Failure
from domain.shapes.imports import ImportedLink, ImportOptions
from domain.shapes.person import Role
from tests import factories
from tests.server.pages.conftest import BROWSER, Kept

BY_SCRIPTS = {"pages.show_under_way", "curation_pages.pending", "app_manifest.service_worker", "app_manifest.offline"}
"""Views that only scripts ask for."""
AFTER_A_FORM = {"library_pages.batch", "library_pages.show_batch", "joint_handouts.show", "joint_handouts.file"}
"""Pages that a sent form leads to."""
FOR_MACHINES = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/login",
    "/api/",
    "/feed",
    "/s/",
    "/save",
    "/setup",
    "/invitations",
)
NOT_READ = {"assets.serve", "handouts.show", "theme_sheets.sheet", "evidence.evidence"}
"""Views whose files take a worker; that they are linked to is enough."""
MAX_PAGES = 1000


def test_every_page_is_reached_by_links_from_home(client: FlaskClient, archive: Archive, kept: Kept) -> None:
    shelve(archive, kept)
    reached = walk(client)
    rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    missing = {
        f"{rule.rule} ({rule.endpoint})"
        for rule in rules
        if rule.endpoint not in reached | BY_SCRIPTS | AFTER_A_FORM and not rule.rule.startswith(FOR_MACHINES)
    }
    assert missing == set()


def shelve(archive: Archive, kept: Kept) -> None:
    """Threads of many points, with pictures, with two Versions; a failed submission, an import, two codings, one compared."""
    records.request_links(archive, [ImportedLink("https://x.com/sam/status/1")], "owner", ImportOptions())
    thread = factories.ten()
    first = kept(thread)
    shorter = replace(thread.version, points=thread.version.points[:-1])
    kept(replace(thread, version=shorter), "words", "more words")
    kept(factories.long(120), "long")
    pictured, stored = factories.pictured(), factories.pictures()
    for url in set(media.request(archive, kept(pictured, "pictured"), 1, pictured.version)) & stored.keys():
        media.store(archive, url, stored[url])
    failed = submissions.claim(archive, submissions.receive(archive, url="https://x.com/mira/status/1").submission.id)
    assert failed
    submissions.fail(archive, failed, Failure(Message("fetch_failed"), retryable=True))
    people.invite(archive, "Ann", Role.EDITOR, "owner")
    for is_compared in (False, True):
        wanted = CodingRequest("Pilot", ("Ann", "owner"), (first,), points="1-2")
        coding = codings.begin(archive, wanted, factories.codebook().ref, "owner")
        if is_compared:
            themes = [TagRequest(TagAction.ADD, "product-fed", "silos", ())]
            answers.put(archive, coding.id, 1, "Ann", themes, None, factories.codebook())
            for name in ("Ann", "owner"):
                answers.finish(archive, coding.id, name, rest=True)


def walk(client: FlaskClient) -> set[str]:
    """The endpoints of all addresses that pages lead to, page after page; of a view a few pages are read."""
    adapter = client.application.url_map.bind("localhost")
    waiting, seen, reached, read = ["/"], {"/"}, set[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(urlsplit(address).path)
        except HTTPException:
            raise AssertionError(address) from None
        reached.add(endpoint)
        read[endpoint] = read.get(endpoint, 0) + 1
        if endpoint in NOT_READ or read[endpoint] > 4 or len(seen) > MAX_PAGES:
            continue
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code < 400, (address, answer.status_code)
        if answer.mimetype == "text/html" and "handout" not in address:
            for found in links(BeautifulSoup(answer.text, "lxml"), address):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return reached


def links(page: BeautifulSoup, base: str) -> Iterator[str]:
    """All addresses on this server that a page leads to by links and by forms that ask."""
    for element in page.select("a[href], link[href], script[src], img[src]"):
        yield from own(base, str(element.get("href") or element.get("src")))
    for form in page.select("form"):
        if str(form.get("method", "get")).lower() == "get":
            query = urlencode(fields(form))
            for action in [form.get("action"), *(button["formaction"] for button in form.select("button[formaction]"))]:
                if action:
                    yield from own(base, f"{action}?{query}")


def fields(form: Tag) -> dict[str, str]:
    """The fields of a form as they are sent unchanged."""
    typed = form.select("input[name]:not([type=radio]):not([type=checkbox])")
    values = {str(field["name"]): str(field.get("value", "")) for field in typed}
    for choice in form.select("select[name]"):
        option = choice.select_one("option[selected]") or choice.select_one("option")
        values[str(choice["name"])] = str(option["value"]) if option else ""
    return {name: value for name, value in values.items() if value}


def own(base: str, address: str) -> Iterator[str]:
    """The address without its fragment, if it is one of this server."""
    parts = urlsplit(urljoin(f"http://localhost{base}", address))
    if parts.netloc == "localhost":
        yield parts.path + (f"?{parts.query}" if parts.query else "")
