"""Feeds have what a search, an author or a family has, complete, and nobody reads them without a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from archive.archive import Archive
from archive.threads import wastebasket
from domain.shapes.post import Author, Media, MediaKind
from domain.shapes.reading import Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from tests.archive.library.shelves import shelve, thread
from tests.archive.readings import tag
from tests.server.conftest import Opened

ATOM = "{http://www.w3.org/2005/Atom}"
PASSWORD = "correct horse battery"


def feed(client: FlaskClient, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)


def titles(root: ElementTree.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def link(root: ElementTree.Element, relation: str) -> str | None:
    return next((item.get("href") for item in root.findall(f"{ATOM}link") if item.get("rel") == relation), None)


def test_a_feed_has_what_the_search_has_complete(archive: Archive, client: FlaskClient) -> None:
    image = Media(MediaKind.IMAGE, "https://example.org/a.png", "a <door>")
    tags = [tag(), Tag("value-led", None, 0.6, TaggedBy.MODEL, (Evidence(0, 5, "Gates"),))]
    shelve(archive, thread("Gates & <b>walls</b>", "日本語 \ufdd0", tags=tags, media=[image]))
    shelve(archive, thread("Something else"))
    root = feed(client, "/feed.atom?q=gates")
    assert titles(root) == ["Gates & <b>walls</b>"]
    (entry,) = root.findall(f"{ATOM}entry")
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<strong>1.</strong>" in content
    assert "Gates &amp; &lt;b&gt;walls&lt;/b&gt;" in content
    assert "日本語" in content
    assert "a &lt;door&gt;" in content
    assert "a.png" not in content
    assert [item.get("term") for item in entry.findall(f"{ATOM}category")] == ["product-fed/silos", "value-led"]
    for element in (root, entry):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")


def test_an_author_and_a_family_have_feeds(archive: Archive, client: FlaskClient) -> None:
    shelve(archive, thread("By Sam", tags=[tag()]))
    shelve(archive, thread("By Kim", author=Author("Kim", "kim"), site=Site.BLUESKY))
    assert titles(feed(client, "/authors/x/sam/feed.atom")) == ["By Sam"]
    assert titles(feed(client, "/authors/bluesky/kim/feed.atom")) == ["By Kim"]
    assert titles(feed(client, "/themes/product-fed/feed.atom")) == ["By Sam"]
    assert titles(feed(client, "/themes/value-led/feed.atom")) == []
    for address in ("/authors/nowhere/sam/feed.atom", "/themes/nothing/feed.atom"):
        assert client.get(address).status_code == 404
    assert client.get("/feed.atom?q=nonsense:x").status_code == 400


def test_pages_lead_to_every_thread_once(archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.feeds.PAGE_SIZE", 2)
    expected = [f"Thread {number}" for number in range(5)]
    for title in expected:
        shelve(archive, thread(title))
    address: str | None = "/feed.atom?site=x"
    listed: list[str | None] = []
    ids = set()
    while address:
        root = feed(client, address)
        listed += titles(root)
        ids.add(root.findtext(f"{ATOM}id"))
        address = link(root, "next")
    assert listed == expected[::-1]
    assert len(ids) == 1


def test_an_unchanged_feed_is_not_sent_again(archive: Archive, client: FlaskClient) -> None:
    first = shelve(archive, thread("One"))
    etag = client.get("/feed.atom").headers["ETag"]
    assert client.get("/feed.atom", headers={"If-None-Match": etag}).status_code == 304
    wastebasket.put(archive, first, "owner")
    changed = client.get("/feed.atom", headers={"If-None-Match": etag})
    assert (changed.status_code, titles(ElementTree.fromstring(changed.data))) == (200, [])


def test_with_a_password_a_feed_wants_a_key_that_opens_nothing_else(
    archive: Archive, opened: Opened, client: FlaskClient
) -> None:
    id_ = shelve(archive, thread("One"))
    keys = {
        scope: client.post("/api/v1/tokens", json={"name": scope, "scopes": [scope]}).json["token"]
        for scope in ("feed", "read")
    }
    stranger = opened(password=PASSWORD)
    assert stranger.get("/feed.atom").status_code in {302, 303, 401}
    assert stranger.get("/feed.atom?key=nothing").status_code == 401
    assert stranger.get(f"/feed.atom?key={keys['read']}").status_code == 401
    root = feed(stranger, f"/feed.atom?key={keys['feed']}")
    assert titles(root) == ["One"]
    assert keys["feed"] not in (link(root, "alternate") or "")
    for address in (f"/threads/{id_}", f"/api/v1/threads/{id_}", "/api/v1/threads", "/threads"):
        assert stranger.get(f"{address}?key={keys['feed']}").status_code in {302, 303, 401}
    bearer = {"Authorization": f"Bearer {keys['feed']}"}
    assert stranger.get("/feed.atom", headers=bearer).status_code == 200
    assert stranger.get("/api/v1/threads", headers=bearer).status_code == 403


def test_an_address_that_is_not_of_the_web_is_no_link(archive: Archive, client: FlaskClient) -> None:
    author = Author("Mira", "mira", url="javascript:alert(1)")
    version = thread("Careful", author=author)
    (point,) = version.points
    point = replace(point, url="javascript:alert(3)")
    id_ = shelve(archive, replace(version, url="javascript:alert(2)", points=(point,)))
    assert b"javascript" not in client.get("/feed.atom").data
    for page in ("", "/points/1/themes"):
        assert 'href="javascript' not in client.get(f"/threads/{id_}{page}", headers={"Accept": "text/html"}).text
