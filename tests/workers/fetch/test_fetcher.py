"""The Fetcher's limits, rate_limit and errors, against a real server on loopback."""

from __future__ import annotations

import fcntl
import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest

from domain.errors import FetchFailed, FetchRefused, Gone, LimitExceeded, LoginRequired
from domain.settings import Settings
from tests.site import Response, Site, running_site
from workers.fetch.connection_guard import AddressPolicy
from workers.fetch.fetcher import MAX_REDIRECTS, Fetcher
from workers.fetch.rate_limit import BURST, MAX_PAUSE_SECONDS, SECONDS_APART, RateLimit, parse_rate_reset, parse_retry_after

MEGABYTE = 2**20


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def fetcher(site: Site, seconds: float = 5, max_bytes: int = MEGABYTE) -> Fetcher:
    return Fetcher(AddressPolicy(frozenset({site.endpoint})), seconds=seconds, max_bytes=max_bytes, sleep=lambda _: None)


def test_an_answer_has_its_address_type_and_body(site: Site) -> None:
    site.pages["/page"] = Response("grüße".encode("latin-1"), headers={"Content-Type": 'Text/HTML; charset="ISO-8859-1"'})
    answer = fetcher(site).get(f"{site.url}/page?a=%20b#part", accept="text/html")
    assert (answer.status, answer.media_type, answer.charset) == (200, "text/html", "ISO-8859-1")
    assert (answer.url, answer.body) == (f"{site.url}/page?a=%20b", "grüße".encode("latin-1"))


def test_it_says_who_asks_and_carries_nothing_else_along(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    settings = Settings(fetch_allow=f"127.0.0.1:{site.port}", public_url="https://threads.example")  # type: ignore[arg-type]
    site.pages["/"] = Response(b"x", headers={"Set-Cookie": "seen=1; Path=/"})
    asking = Fetcher.from_settings(settings, shared=False)
    asking.get(f"{site.url}/")
    asking.get(f"{site.url}/")
    headers = site.requests[1].headers
    assert headers["user-agent"].startswith("Threadsheet/")
    assert "https://threads.example" in headers["user-agent"]
    assert "cookie" not in headers
    assert "authorization" not in headers
    assert "referer" not in headers


def test_redirects_are_followed_and_end(site: Site) -> None:
    site.pages["/a"] = Response(status=301, headers={"Location": "b?x=1"})
    site.pages["/b"] = Response(b"here")
    site.pages["/round"] = Response(status=302, headers={"Location": "/round"})
    assert fetcher(site).get(f"{site.url}/a").url == f"{site.url}/b?x=1"
    with pytest.raises(FetchFailed):
        fetcher(site).get(f"{site.url}/round")
    assert sum(request.path == "/round" for request in site.requests) < 12


def test_as_many_redirects_as_allowed_are_followed_and_not_one_more(site: Site) -> None:
    for number in range(1, MAX_REDIRECTS + 2):
        site.pages[f"/{number}"] = Response(status=302, headers={"Location": f"/{number - 1}"})
    site.pages["/0"] = Response(b"here")
    assert fetcher(site).get(f"{site.url}/{MAX_REDIRECTS}").body == b"here"
    with pytest.raises(FetchFailed):
        fetcher(site).get(f"{site.url}/{MAX_REDIRECTS + 1}")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "https://user@example.com/", "data:text/html,x"])
def test_a_redirect_out_of_the_web_is_refused(site: Site, location: str) -> None:
    site.pages["/"] = Response(status=302, headers={"Location": location})
    with pytest.raises(FetchRefused):
        fetcher(site).get(f"{site.url}/")


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, Gone), (410, Gone), (451, Gone), (401, LoginRequired), (403, LoginRequired), (400, FetchFailed), (418, FetchFailed)],
)
def test_statuses_have_their_errors_and_are_not_asked_again(site: Site, status: int, error: type[Exception]) -> None:
    site.pages["/"] = Response(b"no", status)
    with pytest.raises(error):
        fetcher(site).get(f"{site.url}/")
    assert len(site.requests) == 1
    assert fetcher(site).get(f"{site.url}/", accept_statuses={status}).status == status


def test_a_body_larger_than_allowed_is_not_read(site: Site) -> None:
    site.pages["/"] = Response(b"x" * (MEGABYTE + 1))
    site.pages["/fits"] = Response(b"x" * MEGABYTE)
    with pytest.raises(LimitExceeded, match="size=1 MB"):
        fetcher(site).get(f"{site.url}/")
    with pytest.raises(LimitExceeded):
        fetcher(site).get(f"{site.url}/fits", max_bytes=1000)
    assert len(fetcher(site).get(f"{site.url}/fits").body) == MEGABYTE


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_decompression_bomb_ends_at_the_limit(site: Site, coding: str) -> None:
    swollen = b"\0" * (200 * MEGABYTE)
    packed = gzip.compress(swollen) if coding == "gzip" else brotli.compress(swollen, quality=4)
    assert len(packed) < MEGABYTE
    site.pages["/"] = Response(packed, headers={"Content-Encoding": coding})
    site.pages["/small"] = Response(gzip.compress(b"small"), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(LimitExceeded):
        fetcher(site).get(f"{site.url}/")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 * MEGABYTE
    assert fetcher(site).get(f"{site.url}/small").body == b"small"


def test_what_is_packed_twice_or_cannot_be_unpacked_fails(site: Site) -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    site.pages["/twice"] = Response(twice, headers={"Content-Encoding": "gzip, gzip"})
    site.pages["/broken"] = Response(b"no gzip", headers={"Content-Encoding": "gzip"})
    for path in ("/twice", "/broken"):
        with pytest.raises(FetchFailed):
            fetcher(site).get(site.url + path)


def test_an_endless_body_ends(site: Site) -> None:
    with (
        dripping(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n", pause=0
        ) as port,
        pytest.raises(LimitExceeded),
    ):
        Fetcher(AddressPolicy(frozenset({("127.0.0.1", port)})), max_bytes=MEGABYTE).get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("start", "drip"),
    [(b"", b""), (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"x")],
    ids=["silence", "headers", "body"],
)
def test_one_deadline_holds_however_slowly_it_drips(start: bytes, drip: bytes) -> None:
    with dripping(start, drip, pause=0.1) as port:
        began = time.monotonic()
        with pytest.raises(FetchFailed, match="too_slow"):
            Fetcher(AddressPolicy(frozenset({("127.0.0.1", port)})), seconds=1).get(f"http://127.0.0.1:{port}/")
        assert 0.9 < time.monotonic() - began < 10  # left to drip it would take a thousand seconds


def test_a_resolver_that_never_answers_meets_the_deadline() -> None:
    with pytest.raises(FetchFailed, match="too_slow"):
        Fetcher(AddressPolicy(resolver=lambda *_: time.sleep(5) or []), seconds=0.5).get("https://example.com/")


def test_a_name_that_nobody_has_fails_and_says_so() -> None:
    def resolver(*_: object) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(FetchFailed, match=r"unknown_host host=nobody\.example") as failed:
        Fetcher(AddressPolicy(resolver=resolver)).get("https://nobody.example/")
    assert failed.value.retryable


def test_trouble_is_tried_again_where_it_can_help(site: Site) -> None:
    turns = iter([Response(status=503), Response(status=502), Response(b"at last")])
    site.pages["/"] = lambda _: next(turns)
    slept: list[float] = []
    asking = Fetcher(AddressPolicy(frozenset({site.endpoint})), sleep=slept.append)
    assert asking.get(f"{site.url}/").body == b"at last"
    assert len(slept) == 2
    assert slept[1] > slept[0] * 0.9
    site.pages["/"] = Response(status=500)
    with pytest.raises(FetchFailed):
        fetcher(site).get(f"{site.url}/")
    assert len(site.requests) == 6


def test_a_connection_that_breaks_off_is_tried_again(site: Site) -> None:
    with broken(times=1) as port:
        answer = Fetcher(AddressPolicy(frozenset({("127.0.0.1", port)})), sleep=lambda _: None).get(f"http://127.0.0.1:{port}/")
    assert answer.body == b"whole"


def test_a_host_that_wants_to_be_left_alone_is(site: Site, tmp_path: Path) -> None:
    rate_limit = RateLimit(tmp_path)
    site.pages["/"] = Response(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(FetchFailed, match=r"paused .*minutes count=60"):
        Fetcher(AddressPolicy(frozenset({site.endpoint})), rate_limit).get(f"{site.url}/")
    assert len(site.requests) == 1
    now = time.time()
    assert rate_limit.book(f"127.0.0.1:{site.port}", now) > 3500
    stranger = Fetcher(AddressPolicy(resolver=lambda *_: ["8.8.8.8"]), RateLimit(tmp_path), seconds=1)
    stranger.rate_limit.pause("example.com", now + 7200)
    with pytest.raises(FetchFailed, match=r"paused .*hours count=2"):
        stranger.get("https://example.com/")


def test_a_short_rest_is_taken_and_then_asked_again(site: Site) -> None:
    turns = iter([Response(status=429, headers={"Retry-After": "2"}), Response(b"thanks")])
    site.pages["/"] = lambda _: next(turns)
    slept: list[float] = []
    assert Fetcher(AddressPolicy(frozenset({site.endpoint})), sleep=slept.append).get(f"{site.url}/").body == b"thanks"
    assert slept == [2.0]


@pytest.mark.parametrize("header", ["soon", "", "nan", "-5", "1e400", "Tue, 99 Foo"])
def test_an_odd_retry_after_does_no_harm(header: str) -> None:
    rest = parse_retry_after(header, 1000.0)
    assert rest is None or 0 <= rest <= MAX_PAUSE_SECONDS


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2001-09-09T01:46:50.000Z"}, 10.0),  # Mastodon
        ({"ratelimit-reset": "1000000010"}, 10.0),  # Bluesky
        ({"ratelimit-reset": "10"}, 10.0),
        ({"ratelimit-reset": "1000000000.5"}, 0.5),
        ({"x-ratelimit-reset": "2001-09-09T01:00:00Z"}, 0.0),
        ({"x-ratelimit-reset": "2101-09-09T01:00:00Z"}, MAX_PAUSE_SECONDS),
        ({"ratelimit-reset": "soon"}, None),
        ({"ratelimit-reset": "nan"}, None),
        ({}, None),
    ],
)
def test_the_end_of_a_limit_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert parse_rate_reset(headers, 1e9) == seconds


def test_what_is_sent_with_a_token_follows_no_redirect(site: Site) -> None:
    site.pages["/"] = Response(status=302, headers={"Location": f"{site.url}/elsewhere"})
    assert fetcher(site).ask(f"{site.url}/", {"Authorization": "Bearer secret"}, 1000).status == 302
    assert [request.path for request in site.requests] == ["/"]


def test_a_retry_after_may_be_a_date() -> None:
    assert parse_retry_after(formatdate(1060, usegmt=True), 1000.0) == 60.0


def test_turns_are_shared_between_processes(tmp_path: Path) -> None:
    one, other = RateLimit(tmp_path), RateLimit(tmp_path)
    waits = [rate_limit.book("example.com", 1000.0) for rate_limit in (one, other) * BURST]
    assert waits[:BURST] == [0.0] * BURST
    assert waits[-1] == pytest.approx(BURST * SECONDS_APART)
    assert one.book("another.example", 1000.0) == 0.0
    assert one.book("example.com", 2000.0) == 0.0


def test_two_processes_do_not_book_the_same_turn(tmp_path: Path) -> None:
    RateLimit(tmp_path).book("example.com", 1000.0)
    (path,) = tmp_path.iterdir()
    booking = threading.Thread(target=RateLimit(tmp_path).book, args=("example.com", 1000.0), daemon=True)
    with path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as another process does while it books
        booking.start()
        booking.join(0.3)
        assert booking.is_alive()
    booking.join(10)
    assert not booking.is_alive()


def test_a_broken_file_of_turns_is_begun_anew(tmp_path: Path) -> None:
    RateLimit(tmp_path).book("example.com", 1000.0)
    for file in tmp_path.iterdir():
        file.write_bytes(b"\xff half")
    assert RateLimit(tmp_path).book("example.com", 1000.0) == 0.0


def test_the_setting_names_hosts_and_ports() -> None:
    allowed = Settings(fetch_allow="Localhost:8080, [::1]:3000,10.0.0.1:80").fetch_allow  # type: ignore[arg-type]
    assert allowed == {("localhost", 8080), ("::1", 3000), ("10.0.0.1", 80)}
    for words in ("localhost", "localhost:0", "localhost:x", ":80", "a:99999"):
        with pytest.raises(ValueError, match="host:port"):
            Settings(fetch_allow=words)  # type: ignore[arg-type]


def test_questions_go_out_whole(site: Site) -> None:
    site.pages["*"] = lambda request: Response(f"{request.path} {dict(request.query)}".encode())
    body = fetcher(site).get(f"{site.url}/a%2Fb/ü?uri=at%3A%2F%2Fdid&x=ä&utm_source=y").body.decode()
    assert body == "/a%2Fb/%C3%BC {'uri': 'at://did', 'x': 'ä'}"


@contextmanager
def dripping(start: bytes, drip: bytes, pause: float) -> Iterator[int]:
    """A server that says `start`, then `drip` for as long as anyone listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(4096)
                        connection.sendall(start)
                        for _ in range(100_000):
                            connection.sendall(drip)
                            time.sleep(pause)
                            if not drip:
                                connection.settimeout(3)
                                connection.recv(1)
                                break
                    except OSError:
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@contextmanager
def broken(times: int) -> Iterator[int]:
    """A server that hangs up in the middle, and answers whole after that."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for turn in range(times + 1):
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + (b"wh" if turn < times else b"whole"))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)
