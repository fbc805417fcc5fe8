"""Whose headers about the client count."""

from __future__ import annotations

from typing import Any

import pytest

from server.access.proxies import PROXIED_USER, ProxiedApp, TrustedProxies, parse_networks

TRUSTED = parse_networks("127.0.0.1, 10.0.0.0/8, fd00::/8")


def seen(peer: str, forwarded: str | None = None, proto: str | None = None) -> tuple[str, str]:
    environ: dict[str, Any] = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    if proto is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = proto
    result: list[tuple[str, str]] = []

    def app(environ: dict[str, Any], _: object) -> list[bytes]:
        result.append((environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]))
        return []

    ProxiedApp(app, TrustedProxies(TRUSTED))(environ, lambda *_: None)
    return result[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # no proxy of ours
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),  # what the client wrote itself does not count
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, <script>", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1, 10.0.0.2", "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_that_no_trusted_proxy_is(peer: str, forwarded: str | None, client: str) -> None:
    assert seen(peer, forwarded)[0] == client


def test_the_scheme_is_the_proxys_word() -> None:
    assert seen("10.0.0.1", proto="https")[1] == "https"
    assert seen("198.51.100.7", proto="https")[1] == "http"
    assert seen("10.0.0.1", proto="gopher")[1] == "http"


@pytest.mark.parametrize(
    ("peer", "header", "name"),
    [
        ("127.0.0.1", "HTTP_REMOTE_USER", "mira"),
        ("198.51.100.7", "HTTP_REMOTE_USER", None),  # no proxy of ours
        ("127.0.0.1", "HTTP_X_REMOTE_USER", None),  # not the header of the setting
    ],
)
def test_only_a_trusted_proxy_names_the_person(peer: str, header: str, name: str | None) -> None:
    environ = {"REMOTE_ADDR": peer, header: "mira"}
    TrustedProxies(TRUSTED, "Remote-User").resolve(environ)
    assert environ.get(PROXIED_USER) == name


def test_a_name_is_read_as_utf_8() -> None:
    environ = {"REMOTE_ADDR": "10.0.0.9", "HTTP_REMOTE_USER": "Zoë".encode().decode("latin-1")}
    TrustedProxies(TRUSTED, "Remote-User").resolve(environ)
    assert environ[PROXIED_USER] == "Zoë"
