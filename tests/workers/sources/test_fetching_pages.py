"""Sources that are read as pages ask for them through the Fetcher, and look in the Wayback Machine for what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.addresses import recognise
from domain.errors import Gone, NotAThread
from domain.settings import Settings
from domain.shapes.address import Address
from domain.shapes.capture import Capture
from presentation.messages import sentence
from tests.paths import PAGES
from tests.site import Request, Response, Site, running_site
from tests.workers.reading import ids, source_of, texts, thread
from workers.fetch import Fetcher
from workers.sources.parsing.wayback import remove_archive_prefix
from workers.sources.registry import SOURCES, fetching_sources
from workers.sources.source import FetchingSource
from workers.sources.thread_reader import page
from workers.sources.thread_reader.page import ThreadReaderPage
from workers.sources.threads.page import Threads
from workers.sources.web.page import WebPage

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def page_response(name: str) -> Response:
    return Response((PAGES / name).read_bytes(), 200, HTML)


def fetched(source: FetchingSource, site: Site, address: Address, path: str) -> Capture:
    """What the source gets when the site stands on loopback."""
    fetcher = Fetcher(sleep=lambda _: None).with_private_host(*site.endpoint)
    return source.fetch(replace(address, url=f"{site.url}{path}", archived=None), fetcher, NOON)


def test_a_thread_readers_page(site: Site) -> None:
    site.pages["/thread/1474000000000000001.html"] = page_response("thread-reader/whole-2022.html")
    address = recognise("https://threadreaderapp.com/thread/1474000000000000001.html")
    capture = fetched(ThreadReaderPage(), site, address, "/thread/1474000000000000001.html")
    assert source_of(capture) == "thread reader page"
    assert len(thread(capture).points) == 4


def test_one_that_is_gone_is_looked_for_in_the_wayback_machine(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(request: Request) -> Response:
        return (
            page_response("thread-reader/out-of-the-wayback-machine.html")
            if request.path.startswith("/web/2id_/")
            else Response(b"", 404)
        )

    site.pages["*"] = copy
    latest: Callable[[str], str] = lambda url: f"{site.url}/web/2id_/{url}"  # noqa: E731
    monkeypatch.setattr(page, "latest_copy_url", latest)
    address = recognise("https://threadreaderapp.com/thread/1474000000000000001.html")
    capture = fetched(ThreadReaderPage(), site, address, "/thread/1474000000000000001.html")
    assert [request.path.startswith("/web/") for request in site.requests] == [False, True]
    assert capture.url == f"{site.url}/thread/1474000000000000001.html"
    assert len(thread(capture).points) == 4


def test_a_copy_that_was_asked_for_and_is_gone_is_gone(site: Site) -> None:
    address = recognise("https://web.archive.org/web/2021/https://threadreaderapp.com/thread/1474000000000000001.html")
    assert address.archived is not None
    fetcher = Fetcher(sleep=lambda _: None).with_private_host(*site.endpoint)
    with pytest.raises(Gone):
        ThreadReaderPage().fetch(replace(address, archived=f"{site.url}/web/x"), fetcher, NOON)
    assert len(site.requests) == 1


def test_a_page_of_threads(site: Site) -> None:
    site.pages["/@mira.holm/post/DPmira0001x"] = page_response("threads/whole.html")
    address = recognise("https://www.threads.net/@mira.holm/post/DPmira0001x")
    capture = fetched(Threads(), site, address, "/@mira.holm/post/DPmira0001x")
    assert ids(thread(capture)) == ["DPmira0001x", "DPmira0002x", "DPmira0003x"]


def test_a_web_page_is_known_by_the_address_that_answered(site: Site) -> None:
    site.pages["/on-teams"] = page_response("web/numbered.html")
    site.pages["/t"] = Response(b"", 301, {"Location": "/on-teams"})
    capture = fetched(WebPage(), site, recognise("https://example.org/t"), "/t")
    assert capture.url == f"{site.url}/on-teams"
    assert len(texts(thread(capture))) == 3


def test_a_picture_is_no_page(site: Site) -> None:
    site.pages["/a.png"] = Response(b"\x89PNG", 200, {"Content-Type": "image/png"})
    with pytest.raises(NotAThread, match="image/png"):
        fetched(WebPage(), site, recognise("https://example.org/a.png"), "/a.png")


def test_a_text_is_read_as_a_paste(site: Site) -> None:
    site.pages["/a.txt"] = Response(b"1/2 One.\n\n2/2 Two.", 200, {"Content-Type": "text/plain"})
    capture = fetched(WebPage(), site, recognise("https://example.org/a.txt"), "/a.txt")
    assert texts(thread(capture)) == ["One.", "Two."]


FETCHING = fetching_sources(Settings())


@pytest.mark.parametrize("source", FETCHING, ids=[source.name for source in FETCHING])
def test_every_example_is_its_own_sources_first(source: FetchingSource) -> None:
    address = recognise(source.example)
    assert next(source for source in FETCHING if source.takes(address)).name == source.name
    assert sentence(source.public_view).endswith(".")


def test_every_source_has_a_name_of_its_own() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("page", "was"),
    [
        ("https://web.archive.org/web/20220101000000im_/https://pbs.twimg.com/a.jpg", "https://pbs.twimg.com/a.jpg"),
        ("/web/20220101000000/https://example.org/", "https://example.org/"),
        ("https://example.org/web/2022/a", "https://example.org/web/2022/a"),
    ],
)
def test_the_wayback_machines_addresses_are_taken_away(page: str, was: str) -> None:
    assert remove_archive_prefix(page) == was
