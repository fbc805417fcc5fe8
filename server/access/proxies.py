"""The address and scheme of the client behind proxies that the settings trust; headers of everybody else are ignored."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from domain.settings import Settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def parse_networks(setting: str) -> tuple[Network, ...]:
    """Parses `127.0.0.1, 10.0.0.0/8`. Raises ValueError."""
    words = setting.replace(",", " ").split()
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


PROXIED_USER: Final = "threadsheet.user"
"""The key in a WSGI environment of the person whom a trusted proxy names. No header of a client has such a name."""


class TrustedProxies:
    """The proxies whose headers count. `user_header` is the one in which they name the person who is logged in."""

    def __init__(self, trusted: Sequence[Network], user_header: str | None = None) -> None:
        self._trusted = trusted
        self._user_key = f"HTTP_{user_header.strip().upper().replace('-', '_')}" if user_header else None

    @classmethod
    def of(cls, settings: Settings) -> TrustedProxies:
        """Raises ValueError."""
        return cls(parse_networks(settings.trusted_proxies), settings.trusted_user_header)

    def resolve(self, environ: dict[str, Any]) -> None:
        """Writes into the environment whose request it is, where a trusted proxy passed it on."""
        if not self._is_trusted(environ.get("REMOTE_ADDR", "")):
            return
        environ["REMOTE_ADDR"] = self._client(environ)
        if environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
            environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        if self._user_key and (name := _decoded(environ.get(self._user_key, ""))):
            environ[PROXIED_USER] = name

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


class ProxiedApp:
    """A WSGI application that sees the client where a trusted proxy passed its request on."""

    def __init__(self, app: WsgiApp, proxies: TrustedProxies) -> None:
        self._app, self._proxies = app, proxies

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._proxies.resolve(environ)
        return self._app(environ, start_response)


def _decoded(header: str) -> str:
    """A header is Latin-1 in WSGI, and UTF-8 as proxies send it."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace").strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
