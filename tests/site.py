"""A small real web site on loopback for tests: pages by path, fixed or made when asked for, and what was asked is kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def said_json(value: Any, status: int = 200, media_type: str = "application/json; charset=utf-8") -> Said:
    return Said(json.dumps(value, ensure_ascii=False).encode(), status, {"Content-Type": media_type})


Page = Said | Callable[[Asked], Said]


@dataclass
class Site:
    """`pages` by path; one named `*` answers everything else."""

    host: str
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def endpoint(self) -> tuple[str, int]:
        return (self.host, self.port)

    def answer(self, asked: Asked) -> Said:
        self.asked.append(asked)
        page = self.pages.get(asked.path) or self.pages.get("*") or Said(b"nothing here", 404)
        return page(asked) if callable(page) else page


@contextmanager
def running_site(pages: dict[str, Page] | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = site.answer(Asked(parts.path, query, headers))
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = Site("127.0.0.1", server.server_address[1], pages or {})
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
