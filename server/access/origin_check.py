"""Refuses requests for other host names (DNS rebinding) and requests that other sites make a browser send. Runs first."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import request

from domain.errors import Forbidden, Invalid
from domain.settings import Settings
from server.access.auth import EXTENSION, HEADER

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
WITHOUT_HOST: Final = frozenset({"/healthz", "/readyz"})


class OriginCheck:
    """Compares requests with the host names that this server answers to."""

    def __init__(self, settings: Settings) -> None:
        allowed = [name.strip() for name in settings.allowed_hosts.split(",") if name.strip()]
        self._public = urlsplit(settings.public_url or "")
        public = [_bracketed(self._public.hostname)] if self._public.hostname else []
        listening = [] if settings.host in {"0.0.0.0", "::"} else [_bracketed(settings.host)]  # noqa: S104 - compared, not bound
        self._names = LOCAL | {name.lower() for name in [*allowed, *public, *listening]}

    def check(self) -> None:
        """Raises Invalid for an unknown host name, Forbidden for a request from another site."""
        if request.path in WITHOUT_HOST:
            return
        host = request.headers.get("Host", "")
        if _without_port(host) not in self._names and host.lower() not in self._names:
            raise Invalid("host", host=host[:100])
        self._check_site()
        self._check_origin(host)

    def _check_site(self) -> None:
        if request.headers.get("Sec-Fetch-Site") not in {"cross-site", "same-site"}:
            return
        navigation = request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if not navigation or request.headers.get("Sec-Fetch-Dest", "document") != "document":
            raise Forbidden("another_site")

    def _check_origin(self, host: str) -> None:
        origin = request.headers.get("Origin")
        if origin is None or request.headers.get(HEADER) == EXTENSION or request.headers.get("Authorization"):
            return  # the headers cannot be sent from a web page: they need a preflight, which is granted to nobody
        if not self._is_own_origin(origin, host):
            raise Forbidden("another_site")

    def _is_own_origin(self, origin: str, host: str) -> bool:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        own_hosts = {host.lower(), self._public.netloc.lower()} - {""}
        return parts.scheme in {"http", "https"} and parts.netloc.lower() in own_hosts


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() and not (name.startswith("[") and not name.endswith("]")) else host.lower()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
