"""Which addresses are public, and that a name is resolved once for each connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

import pytest

from domain.errors import FetchFailed, FetchRefused
from tests.site import Response, running_site
from tests.workers.fetch.loopback import listening
from workers.fetch.connection_guard import AddressPolicy
from workers.fetch.fetcher import Fetcher
from workers.fetch.public_addresses import is_public

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::6440:1 64:ff9b:1::7f00:1 64:ff9b:1::808:808
100::1 2001::1 2001:0:808:808::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1
4000::1 5f00::1 8000::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 localhost 127.1 0x7f000001
"""
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.215.14 172.32.0.1 100.128.0.1 192.0.1.1 ::ffff:8.8.8.8 64:ff9b::808:808 2606:4700:4700::1111
2001:4860:4860::8888 2a00:1450:4001:81b::200e 2400:cb00::1
"""


def test_the_listener_hears_a_knock() -> None:
    with listening() as (port, hits):
        socket.create_connection(("127.0.0.1", port)).close()
        socket.create_connection(("::1", port)).close()
        for _ in range(100):
            if len(hits) == 2:
                break
            threading.Event().wait(0.01)
    assert len(hits) == 2


@pytest.mark.parametrize("first", ["8.8.8.8", "2606:4700:4700::1111"])
def test_a_name_with_one_private_answer_among_public_ones_is_refused(first: str) -> None:
    with listening() as (port, hits):
        for private in ("127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"):
            for answers in ([first, private], [private, first]):
                with pytest.raises(FetchRefused):
                    Fetcher(AddressPolicy(resolver=lambda *_, addresses=answers: addresses), seconds=3).get(
                        f"http://example.com:{port}/"
                    )
    assert hits == []


def test_a_name_that_is_public_first_and_private_next_reaches_nothing() -> None:
    """It is resolved once a connection, and what was judged is what is connected to: each answer meets the judge."""
    with listening() as (port, hits):
        resolver = _answering([["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]])
        with pytest.raises(FetchRefused):
            Fetcher(AddressPolicy(resolver=resolver), seconds=3).get(f"http://example.com:{port}/")
        changing = _answering([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]])
        with pytest.raises((FetchRefused, FetchFailed)):
            Fetcher(AddressPolicy(resolver=changing), seconds=1).get(f"http://example.com:{port}/")
    assert hits == []


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    """The name means something else a moment later, and nobody asks it again."""
    with running_site({"/": Response(b"the first one")}) as site:
        resolved: list[str] = []

        def resolver(host: str, _: int) -> Sequence[str]:
            resolved.append(host)
            return ["127.0.0.1"] if len(resolved) == 1 else ["127.9.9.9"]

        fetcher = Fetcher(AddressPolicy(frozenset({("own.example", site.port)}), resolver), seconds=3)
        assert fetcher.get(f"http://own.example:{site.port}/").body == b"the first one"
        assert resolved == ["own.example"]
        assert site.requests[0].headers["host"] == f"own.example:{site.port}"


def test_a_redirect_to_a_name_that_turned_private_is_refused() -> None:
    with listening() as (port, hits), running_site() as site:
        site.pages["/"] = Response(status=301, headers={"Location": f"http://other.example:{port}/"})
        guard = AddressPolicy(frozenset({site.endpoint}), lambda host, _: ["127.0.0.1"])
        with pytest.raises(FetchRefused):
            Fetcher(guard, seconds=3).get(f"{site.url}/")
    assert hits == []


def test_only_the_very_host_and_port_that_are_allowed_may_be_private() -> None:
    with running_site({"/": Response(b"mine")}) as mine, listening() as (port, hits):
        fetcher = Fetcher(AddressPolicy(frozenset({mine.endpoint})), seconds=3)
        assert fetcher.get(f"{mine.url}/").body == b"mine"
        for other in (f"http://127.0.0.1:{port}/", f"http://localhost:{mine.port}/", f"http://127.1:{mine.port}/"):
            with pytest.raises(FetchRefused):
                fetcher.get(other)
    assert hits == []


@pytest.mark.parametrize("port", [22, 25, 6, 1, 445, 993])
def test_other_services_of_public_hosts_are_not_spoken_to(port: int) -> None:
    with pytest.raises(FetchRefused):
        Fetcher(AddressPolicy(resolver=lambda *_: ["8.8.8.8"]), seconds=1).get(f"http://example.com:{port}/")


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_what_is_public(address: str) -> None:
    assert is_public(address)


def _answering(answers: list[list[str]]) -> Callable[[str, int], Sequence[str]]:
    left = iter(answers)
    return lambda *_: next(left)
