"""Loopback in every spelling that a parser of addresses may fall for, and a listener that counts who connects."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

HOSTS = """
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 127.1.1 0 0.0.0.0 0.0 00.00.00.00 2130706433 2130706434 017700000001
0x7f000001 0X7F000001 0x7f.0.0.1 0x7f.1 0x7f.0x0.0x0.0x1 0x7F.0x00.0x00.0x01 0x7f.0.1 0177.0.0.1 0177.1 0177.0.1
0177.0000.0000.0001 00000177.0.0.1 0x000000007f000001 0000000000000000017700000001 127.0x1 127.0.0x1 127.0.0.01 127.00.00.01
127.65536 127.0.65535 127.0.0.1. 127.1. 2130706433. 0x7f000001. 127.000.000.001 127.0.0.0x1 127.0.00000000.1
6425673729 4294967296 127.0.0.257 383.0.0.1 [::1] [::] [::0] [::0:1] [0::1] [0:0:0:0:0:0:0:0] [0:0:0:0:0:0:0:1] [0000::0001]
[0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [::ffff:7F00:0001]
[::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [0:0:0:0:0:ffff:7f00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:127.255.255.254]
[::ffff:0.0.0.0] [::127.0.0.1] [::7f00:1] [0:0:0:0:0:0:127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1]
[64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2002:7f00:0001::1] [2002:7f00:1:0:0:0:0:1] [2001:0:7f00:1::80ff:fffe]
[2001:0000:4136:e378:8000:63bf:80ff:fffe] [fe80::5efe:127.0.0.1] [fe80::1] [fc00::1] [::1%lo] [::1%25lo] [fe80::1%25lo]
[0:0:0:0:0:0:0:1%250] localhost LOCALHOST LocalHost localhost. LocalHost. localhost.localdomain ip6-localhost ip6-loopback
a.localhost a.b.localhost. localhost6 localhost4 ①②⑦.⓪.⓪.① ⑯⑨ １２７.0.0.1 １２７．０．０．１ 127。0。0。1 127．0．0．1
127｡0｡0｡1 𝟏𝟐𝟕.𝟎.𝟎.𝟏 𝟷𝟸𝟽.𝟶.𝟶.𝟷 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ ℓocalhost localhoſt %6c%6f%63%61%6c%68%6f%73%74 %31%32%37.0.0.1
127%2e0%2e0%2e1 127.0.0.1%00.example.com localhost%2eexample.com localhost%00 127.0.0.1%2f.example.com 127.0.0.1%23.example.com
127.0.0.1.nip.io 7f000001.nip.io www.127.0.0.1.sslip.io localtest.me lvh.me rebind.example 1.0.0.127.in-addr.arpa
xn--localhost-.example
"""
FORMS = (
    "http://example.com@{}:{}/", "http://example.com:80@{}:{}/", "http://example.com%40{}:{}/", "http://{}:{}\\@example.com/",
    "http://example.com\\@{}:{}/", "http://example.com#@{}:{}/", "http://{}:{}#@example.com/", "http://{}:{}?@example.com/",
    "http:{}:{}/", "http:/{}:{}/", "http:///{}:{}/", "//{}:{}/", "http:\\\\{}:{}/", "http:/\\{}:{}/", "http://[{}]:{}/",
    "http://{}:{}\t/", "http://\t{}:{}/", "http://\x00{}:{}/", "http://{}\n:{}/", " http://{}:{}/ ", "HTTP://{}:{}/",
    "hTTp://{}:{}/", "http://{}:0{}/", "http://{}:{}:80/", "http://{} :{}/", "url:http://{}:{}/", "gopher://{}:{}/_GET",
    "file://{}:{}/etc/passwd", "ftp://{}:{}/", "dict://{}:{}/x", "ldap://{}:{}/", "tftp://{}:{}/", "ws://{}:{}/", "jar:http://{}:{}/!/",
    "view-source:http://{}:{}/", "at://{}:{}/app.bsky.feed.post/1",
)  # fmt: skip
"""Addresses as a whole, about a host and a port."""
PATHS = (
    "",
    "@mira/109876543210987654",
    "users/mira/statuses/109876543210987654",
    "notes/9abcdefghijk",
    "thread/1474000000000000001",
)
"""Of pages, and of posts as the sources know them by their paths."""


def addresses(port: int) -> list[str]:
    """Every spelling, each once."""
    spelled = [f"http://{host}:{port}/" for host in HOSTS.split()]
    return list(dict.fromkeys([*spelled, *(form.format("127.0.0.1", port) for form in FORMS)]))


def hostile_resolver(host: str, port: int) -> Sequence[str]:
    """Reads numbers as the system does, and has loopback for every name."""
    try:
        return [str(address[0]) for *_, address in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)]
    except (OSError, UnicodeError):
        return ["127.0.0.1"]


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A port on every loopback address of both families, and who connected."""
    hits: list[str] = []
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:

        def wait() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                hits.append(str(peer))
                connection.close()

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], hits
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
