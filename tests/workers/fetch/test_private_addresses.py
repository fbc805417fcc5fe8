"""No place that fetches reaches a private address: in no spelling, by no redirect, no answer, no change of a name."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from domain.errors import ThreadsheetError
from domain.settings import Settings
from tests.factories import NOON
from tests.paths import ROOT
from tests.site import Request, Response, Site, json_response, running_site
from tests.workers.fetch.loopback import PATHS, addresses, hostile_resolver, listening
from workers.fetch.connection_guard import AddressPolicy
from workers.fetch.fetcher import Fetcher
from workers.handouts.pdf.resource_fetcher import ResourceFetcher
from workers.pictures import fetch_pictures
from workers.sources.registry import fetching_sources
from workers.url_captures import fetch_url

SOURCES = fetching_sources(Settings())
NETWORK = re.compile(
    r"^\s*(?:import|from) (?:socket|ssl|http\.client|urllib\.request|httpx2?|httpcore2?|requests|urllib3|smtplib|asyncio)\b",
    re.M,
)
OWN_NETWORK = {
    "workers/fetch/": "the Fetcher itself",
    "server/web_process.py": "listens",
    "server/front/": "listens, and speaks to its own child",
    "server/access/oidc_provider.py": "asks the provider of OIDC_ISSUER",
    "server/time_stamps.py": "asks the authority of TSA_URL",
    "archive/s3_blobs.py": "stores in the bucket of BLOBS_URL",
    "commands/": "starts, finds and asks its own processes; save sends to the server that its settings name",
}
"""Where the network is used without the Fetcher, and for what: for nothing that a stranger names."""


def fetcher(*sites: Site, resolver: Callable[[str, int], Sequence[str]] = hostile_resolver, seconds: float = 3) -> Fetcher:
    allow = frozenset(site.endpoint for site in sites)
    return Fetcher(AddressPolicy(allow, resolver), seconds=seconds, sleep=lambda _: None)


def submit(fetching: Fetcher, url: str) -> None:
    """As `url` of a submission, an import, a refresh or a completion: all of them are `fetch_url`."""
    for path in PATHS:
        try:
            fetch_url(url.removesuffix("/") + "/" + path, SOURCES, fetching, NOON)
        except ThreadsheetError:
            continue


def as_saved_copy(fetching: Fetcher, url: str) -> None:
    submit(fetching, f"https://web.archive.org/web/2020/{url}")


def as_picture(fetching: Fetcher, url: str) -> None:
    assert not any(hasattr(result, "body") for _, result in fetch_pictures([url], fetching))


def to_model(fetching: Fetcher, url: str) -> None:
    try:
        fetching.post(url, b"{}", {}, 1000)
    except ThreadsheetError:
        return


def by_renderer(_: Fetcher, url: str) -> None:
    assert ResourceFetcher().fetch(url).read() == b""


@pytest.mark.parametrize("place", [submit, as_saved_copy, as_picture, to_model, by_renderer])
def test_no_spelling_of_loopback_is_connected_to(place: Callable[[Fetcher, str], None]) -> None:
    with listening() as (port, hits):
        assert len(addresses(port)) >= 120
        for url in addresses(port):
            place(fetcher(), url)
    assert hits == []


def redirect(site: str, url: str) -> Response:
    return Response(status=302, headers={"Location": url.encode().decode("latin-1").translate({0: " ", 9: " ", 10: " "})})


def page_with_note(site: str, url: str) -> Response:
    link = f'<link rel="alternate" type="application/activity+json" href="{html.escape(url)}">'
    links = f'<link rel="canonical" href="{html.escape(url)}"><meta http-equiv="refresh" content="0;url={html.escape(url)}">'
    return Response(f"<title>x</title>{link}{links}<p>words".encode(), headers={"Content-Type": "text/html"})


def note(site: str, url: str) -> Response:
    """A note whose author, parent and replies are elsewhere."""
    value = {"type": "Note", "id": f"{site}/note", "attributedTo": url, "inReplyTo": url, "content": "<p>1/2 words</p>"}
    replies = {"type": "Collection", "first": url, "items": [url], "next": url}
    return json_response({**value, "replies": replies}, media_type="application/activity+json")


def note_of_own_author(site: str, url: str) -> Response:
    value = {"type": "Note", "id": f"{site}/note", "attributedTo": f"{site}/actor", "inReplyTo": url, "content": "<p>words</p>"}
    return json_response({**value, "replies": {"first": {"next": url, "items": [url]}}}, media_type="application/activity+json")


def boost(site: str, url: str) -> Response:
    """A status of an author on another server, as Mastodon has it."""
    account = {"id": "1", "acct": "mira@elsewhere.example", "username": "mira", "url": url}
    own = url.removesuffix("/") + "/@mira/109876543210987654"
    status = {"id": "109876543210987654", "url": own, "uri": own, "account": account, "content": "x", "visibility": "public"}
    return json_response({**status, "in_reply_to_id": None, "in_reply_to_account_id": None})


ANSWERS = (
    redirect,
    note,
    *(pytest.param(answer, marks=pytest.mark.slow) for answer in (page_with_note, note_of_own_author, boost)),
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_leads_to_loopback(answer: Callable[[str, str], Response]) -> None:
    with listening() as (port, hits), running_site() as site:
        fetching = fetcher(site)
        for url in addresses(port):
            site.pages["*"] = answer(site.url, url)
            submit(fetching, site.url)
            if answer is redirect:
                as_picture(fetching, f"{site.url}/picture.png")
                to_model(fetching, site.url)
        assert len(site.requests) > 500
    assert hits == []


def test_a_chain_of_redirects_leads_nowhere_either() -> None:
    statuses = itertools.cycle((301, 302, 303, 307, 308))
    with listening() as (port, hits), running_site() as site:

        def step(request: Request) -> Response:
            left = int(request.query.get("left", "0"))
            target = f"{site.url}/?left={left - 1}" if left else f"http://127.0.0.1:{port}/"
            return Response(status=next(statuses), headers={"Location": target, "Refresh": f"0;url={target}"})

        site.pages["*"] = step
        for left in range(8):
            with pytest.raises(ThreadsheetError):
                fetcher(site).get(f"{site.url}/?left={left}")
    assert hits == []


class Rebinding:
    """A resolver whose answers change: public to whoever checks, loopback to whoever connects next."""

    def __init__(self, answers: Sequence[Sequence[str]]) -> None:
        self.calls = 0
        self._answers: Iterator[Sequence[str]] = itertools.cycle(answers)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.calls += 1
        return next(self._answers)


REBINDING = (
    [["240.0.0.1"], ["127.0.0.1"]],
    [["127.0.0.1"], ["8.8.8.8"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["127.0.0.1", "8.8.8.8"], ["::1"]],
    [["2606:4700:4700::1111", "::1"]],
    [["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"]],
    [["localhost"], ["127.1"], ["0x7f000001"], [""]],
)


@pytest.mark.parametrize("answers", REBINDING)
@pytest.mark.parametrize("place", [submit, as_picture, to_model])
def test_a_name_that_changes_reaches_nothing(place: Callable[[Fetcher, str], None], answers: list[list[str]]) -> None:
    with listening() as (port, hits):
        resolver = Rebinding(answers)
        fetching = fetcher(resolver=resolver)
        for turn in range(4):
            place(fetching, f"http://rebind-{turn}.example:{port}/")
        assert resolver.calls
    assert hits == []


def test_a_public_answer_is_connected_to_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is what is connected to, though the name has turned private by then."""
    connected: list[str] = []

    def connect(address: tuple[str, int], timeout: float) -> object:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("workers.fetch.connection_guard.socket.create_connection", connect)
    resolver = Rebinding([["8.8.8.8"], ["127.0.0.1"]])
    with pytest.raises(ThreadsheetError):
        fetcher(resolver=resolver).get("http://rebind.example/")
    assert connected == ["8.8.8.8"]


def test_only_the_fetcher_opens_addresses_that_strangers_name() -> None:
    """A module that wants the network by itself has to be listed above, with what for."""
    folders = ("domain", "archive", "presentation", "workers", "server", "commands")
    modules = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    users = {path.relative_to(ROOT).as_posix() for path in modules if NETWORK.search(path.read_text("utf-8"))}
    assert {name for name in users if not name.startswith(tuple(OWN_NETWORK))} == set()


def test_an_own_host_that_redirects_to_another_port_of_itself_is_left() -> None:
    with listening() as (port, hits), running_site() as site:
        site.pages["*"] = Response(status=307, headers={"Location": f"http://127.0.0.1:{port}/"})
        fetching = replace(fetcher(site), seconds=2)
        with pytest.raises(ThreadsheetError):
            fetching.get(site.url)
    assert hits == []
