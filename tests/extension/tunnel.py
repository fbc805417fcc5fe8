"""A proxy that takes every https address to one port of this machine, for a browser that cannot be told where hosts are."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 1 << 16


class _Tunnel(socketserver.BaseRequestHandler):
    target: int

    def handle(self) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked:
            piece = self.request.recv(CHUNK)
            if not piece:
                return
            asked += piece
        if not asked.startswith(b"CONNECT "):
            self.request.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.target)) as onward:
            self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pour, args=(onward, self.request), daemon=True)
            back.start()
            _pour(self.request, onward)
            back.join(5)


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(CHUNK):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A browser that closes a connection is no fault of the test."""


@contextmanager
def tunnel(target: int) -> Iterator[int]:
    """The proxy's port."""
    server = _Server(("127.0.0.1", 0), type("Tunnel", (_Tunnel,), {"target": target}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
