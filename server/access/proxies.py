"""The address and scheme of the client behind proxies that the settings trust; headers of everybody else are ignored."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def parse_networks(setting: str) -> tuple[Network, ...]:
    """Parses `127.0.0.1, 10.0.0.0/8`. Raises ValueError."""
    words = setting.replace(",", " ").split()
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


class ProxiedApp:
    """A WSGI application that sees the client where a trusted proxy passed its request on."""

    def __init__(self, app: WsgiApp, trusted: Sequence[Network]) -> None:
        self._app, self._trusted = app, trusted

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self._client(environ)
            if environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        return self._app(environ, start_response)

    def _client(self, environ: dict[str, Any]) -> str:
        """The last address of the chain that is no trusted proxy: what stands before it, anybody may have written."""
        chain: list[str] = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        for address in reversed([part for part in chain if part]):
            if not _is_address(address):
                break
            if not self._is_trusted(address):
                return address
        return str(environ.get("REMOTE_ADDR", ""))

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted if network.version == parsed.version)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
