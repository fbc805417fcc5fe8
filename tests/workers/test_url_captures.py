"""An address is asked for by the Source whose it is, wherever it leads, and never on a private network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.addresses import recognise
from domain.errors import FetchFailed, FetchRefused, NotAThread, ThreadsheetError, UnsupportedSite
from domain.messages import message
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Site as Whose
from presentation.messages import sentence
from tests.paths import ROOT
from tests.site import Response, Site, running_site
from tests.workers.fetch.test_public_addresses import listening
from tests.workers.sources.fediverse.mastodon_site import Server
from workers.fetch import Fetcher
from workers.fetch.connection_guard import AddressPolicy
from workers.sources.__main__ import address_rows, reading_rows
from workers.sources.registry import SOURCES, fetching_sources
from workers.sources.registry import source_for as reader_of
from workers.sources.source import FetchingSource
from workers.url_captures import fetch_progress, fetch_url

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ASKING = fetching_sources(Settings())
PAGE = "<!doctype html><title>T</title>{}<article><p>1/2 One of two.</p><p>2/2 Two of two.</p></article>"


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def ask(url: str, *sites: Site) -> Capture:
    return fetch_url(
        url, ASKING, Fetcher(AddressPolicy(frozenset(site.endpoint for site in sites)), sleep=lambda _: None), NOON
    )


def html(head: str = "") -> Response:
    return Response(PAGE.format(head).encode(), headers={"Content-Type": "text/html"})


@pytest.mark.parametrize("source", ASKING, ids=lambda source: source.name)
def test_every_source_s_example_is_its_own_and_nobody_else_s(source: FetchingSource) -> None:
    address = recognise(source.example)
    assert next(each for each in ASKING if each.takes(address)).name == source.name or source.name == "activitypub"
    assert source.takes(address)
    assert address.url == source.example
    assert address.site is source.site
    alone = [each.name for each in ASKING if each.takes(address)]
    allowed = {"activitypub": ["activitypub"], "mastodon": ["mastodon", "activitypub"], "thread reader page": alone}
    assert alone == allowed.get(source.name, [source.name])


def test_the_page_about_sources_has_the_tables_of_the_code() -> None:
    page = (ROOT / "docs/sources.md").read_text()
    assert "\n".join(address_rows()) in page
    assert "\n".join(reading_rows()) in page


def test_every_source_that_asks_also_reads_and_names_are_told_apart() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)
    assert {source.name for source in ASKING} <= set(names)
    assert all(sentence(source.public_view).endswith(".") for source in ASKING)


@pytest.mark.parametrize(
    "url", [*(source.example for source in ASKING), "https://web.archive.org/web/2020/https://x.com/sam/status/20"]
)
@pytest.mark.parametrize("answer", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1"])
def test_no_source_asks_a_private_network(url: str, answer: str) -> None:
    with listening() as (_, hits):
        fetcher = Fetcher(AddressPolicy(resolver=lambda *_: [answer]), sleep=lambda _: None)
        with pytest.raises(FetchRefused):
            fetch_url(url, ASKING, fetcher, NOON)
    assert hits == []


@pytest.mark.parametrize("source", ASKING, ids=lambda source: source.name)
def test_no_source_follows_its_site_into_a_private_network(source: FetchingSource, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a site answers: a redirect, or an address in what it says."""
    with listening() as (port, hits), running_site() as site:
        private = f"http://127.0.0.1:{port}/"
        site.pages["*"] = Response(status=302, headers={"Location": private})
        monkeypatch.setattr("workers.fetch.fetcher.normalise_url", _everything_to(site, private))
        with pytest.raises(ThreadsheetError):
            fetch_url(source.example, ASKING, Fetcher(AddressPolicy(frozenset({site.endpoint})), sleep=lambda _: None), NOON)
        assert len(site.requests) >= 1
    assert hits == []


def _everything_to(site: Site, private: str):  # type: ignore[no-untyped-def]  # stands in for the internet
    from domain.url_normalisation import normalise_url

    return lambda url: normalise_url(url if url == private else site.url + "/")


def test_an_address_in_the_fediverse_s_form_that_is_no_server_s_is_a_page(site: Site) -> None:
    site.pages |= {"/notes/abcdef12345": html(), "*": Response(b"no", 404, {"Content-Type": "text/html"})}
    found = ask(f"{site.url}/notes/abcdef12345", site)
    assert found.media_type is MediaType.HTML
    assert len(reader_of(found).read(found).posts) == 2


def test_a_page_that_shows_a_note_is_asked_for_the_note(site: Site) -> None:
    server = Server(site.url)
    posts = server.thread(3)
    site.pages |= {
        **server.pages(),
        "/blog/ida/42": html(f"<link href='/users/ida/statuses/{posts[1]}' type=application/activity+json rel=alternate>"),
    }
    found = ask(f"{site.url}/blog/ida/42", site)
    reading = reader_of(found).read(found)
    assert (reading.site, len(reading.posts)) == (Whose.MASTODON, 3)


def test_a_page_whose_note_cannot_be_had_is_read_as_it_is(site: Site) -> None:
    for link in ("/users/ida/statuses/110000000000000009", "http://127.0.0.1:9/users/x/statuses/110000000000000009", "::", ""):
        site.pages["/blog"] = html(f'<link rel="alternate" type="application/activity+json" href="{link}">')
        found = ask(f"{site.url}/blog", site)
        assert len(reader_of(found).read(found).posts) == 2


def test_a_short_address_leads_to_the_post_it_stands_for(site: Site) -> None:
    with running_site() as other:
        server = Server(other.url)
        posts = server.thread(2)
        other.pages |= server.pages()
        site.pages["/t"] = Response(status=301, headers={"Location": server.url(posts[0])})
        found = ask(f"{site.url}/t", site, other)
        assert len(reader_of(found).read(found).posts) == 2


def test_a_page_that_is_no_thread_is_kept_and_said_to_be_none(site: Site) -> None:
    site.pages["/"] = Response(b"<!doctype html><p>Nothing here is numbered.", headers={"Content-Type": "text/html"})
    found = ask(f"{site.url}/", site)
    with pytest.raises(NotAThread):
        reader_of(found).read(found)


def test_where_nobody_can_ask_that_is_said() -> None:
    with pytest.raises(UnsupportedSite, match="cannot_fetch"):
        fetch_url("https://x.com/sam/status/20", (), Fetcher(), NOON)
    with pytest.raises(UnsupportedSite):
        fetch_url("https://x.com/sam", ASKING, Fetcher(), NOON)
    with pytest.raises((FetchFailed, FetchRefused)):
        ask("http://127.0.0.1:9/")


def test_whoever_waits_is_told_whom_is_asked() -> None:
    for url, host in (
        ("at://did:plc:ic6zqvuw5ulmfpjiwnhsr2ns/app.bsky.feed.post/3k7q", "bsky.app"),
        ("https://mas.to/@sam@b.example/110446983926957470", "mas.to"),
    ):
        assert fetch_progress(url) == message("progress.host", host=host)
    archived = "https://web.archive.org/web/2020/https://x.com/sam/status/20"
    assert fetch_progress(archived) == message("progress.wayback_machine")
