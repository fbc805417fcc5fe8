"""Local look-alikes of the sites: served by TLS under the sites' own names, they behave as the real ones do."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SELF_SIGNED = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=look-alikes")
FOLDER = Path(__file__).parent / "sites"
# What sites allow themselves: no script but their own. The extension has to work under it.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:; media-src *; object-src 'none'; base-uri 'self'"
)


@dataclass
class Sites:
    """The server of all look-alikes. `pages` maps (host, path) to a look-alike's file and what it is to show."""

    port: int
    pages: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    files: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, url: str, look_alike: str, shows: Any) -> str:
        """Serve `shows` at `url` as the site of that look-alike would. Returns the address."""
        host, _, path = url.removeprefix("https://").partition("/")
        self.pages[host, f"/{path}"] = (look_alike, shows)
        return url

    def put_file(self, url: str, kind: str) -> str:
        """Serve a file of that media type at `url`."""
        host, _, path = url.removeprefix("https://").partition("/")
        self.files[host, f"/{path}"] = kind
        return url


class _Handler(BaseHTTPRequestHandler):
    sites: Sites

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        path = self.path.partition("?")[0]
        self.sites.asked.append(f"{host}{self.path}")
        if (host, path) in self.sites.pages:
            name, shows = self.sites.pages[host, path]
            page = (FOLDER / name).read_text(encoding="utf-8")
            data = json.dumps(shows).replace("<", "\\u003c")
            self._send("text/html; charset=utf-8", page.replace("{{shows}}", data).encode())
        elif (host, path) in self.sites.files:
            kind = self.sites.files[host, path]
            self._send(kind, _FILES[kind])
        elif path.startswith("/look-alike/") and (file := FOLDER / path.removeprefix("/look-alike/")).is_file():
            self._send("text/javascript" if file.suffix == ".js" else "text/css", file.read_bytes())
        elif path.endswith(".png"):
            self._send("image/png", _PIXEL)
        elif path.startswith("/api/") and (host, path) not in self.sites.pages:
            self.send_error(404)
        else:
            self.send_error(404)

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


_FILES = {"application/pdf": b"%PDF-1.4\n%%EOF\n", "application/json": b'{"a": 1}', "image/png": _PIXEL}


@contextmanager
def look_alikes(folder: Path) -> Iterator[Sites]:
    """Serve until the end of the block, with a certificate of this test's own."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [*SELF_SIGNED, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    sites = Sites(port=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"sites": sites}))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    sites.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
