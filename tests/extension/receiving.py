"""A server that says what a Threadsheet says about submissions and keeps what it was sent: for what the real one does not do
on demand (be down, refuse, be something else). The whole way is tested against the real one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PDF = b"%PDF-1.7\n" + b"%" * 100_000
STEPS = ["received", "unrolling", "tagging", "rendering", "done"]


@dataclass
class Receiver:
    """What came, and how to answer: `refuse` is (status, problem) for submissions, `info` the answer to the handshake."""

    port: int = 0
    submissions: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    looks: dict[int, int] = field(default_factory=dict)
    holds: bool = False  # work on what was sent goes on only once this is False
    mute: int = 0  # so many submissions are taken without an answer: the line breaks
    wants: tuple[str, str] | None = None  # a header that a proxy in front insists on
    refuse: tuple[int, dict[str, Any]] | None = None
    problem: str = "application/problem+json"  # how it says what is wrong
    knows: set[str] | None = None  # the fields of a submission that it takes; all, if None
    completeness: dict[str, Any] = field(default_factory=lambda: {"verdict": "complete", "declared": None, "missing": []})
    info: dict[str, Any] = field(
        default_factory=lambda: {"product": "Threadsheet", "version": "0.1.0", "api": 1, "extension": {"minimum": "0.1.0"}}
    )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def state(self, number: int) -> dict[str, Any]:
        looks = self.looks[number] = 1 if self.holds else self.looks.get(number, 0) + 1
        state = STEPS[min(looks, len(STEPS) - 1)]
        done = state == "done"
        handouts = {kind: f"/threads/t{number}/handout.{kind}" for kind in ("pdf", "html")} if done else None
        return {
            "id": f"s{number}",
            "state": state,
            "progress": {"step": looks, "of": 4, "detail": None},
            "error": None,
            "thread_id": f"t{number}",
            "thread_url": f"/threads/t{number}",
            "title": "A thread",
            "completeness": self.completeness if done else None,
            "handouts": handouts,
        }


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_GET(self) -> None:
        self._note()
        if self.receiver.wants and self.headers[self.receiver.wants[0]] != self.receiver.wants[1]:
            self.send_response(302)
            self.send_header("Location", "https://login.example/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/api/v1/info":
            self._answer(200, self.receiver.info)
        elif self.path.startswith("/api/v1/submissions/s"):
            self._answer(200, self.receiver.state(int(self.path.rpartition("/s")[2])))
        elif self.path.endswith("/handout.pdf"):
            self._send(200, "application/pdf", PDF)
        else:
            self._answer(404, {"code": "not_found", "title": "Not found", "status": 404})

    def do_POST(self) -> None:
        self._note()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.receiver.refuse:
            self._answer(*self.receiver.refuse)
            return
        unknown = set(body) - (self.receiver.knows or set(body))
        if unknown:
            errors = [{"field": name, "message": "Unknown."} for name in sorted(unknown)]
            problem = {"code": "invalid", "status": 400, "detail": "Unknown.", "errors": errors}
            self._answer(400, problem)
            return
        key = self.headers["Idempotency-Key"]
        if key not in self.receiver.keys:
            self.receiver.keys[key] = len(self.receiver.submissions)
            self.receiver.submissions.append(body)
        number = self.receiver.keys[key]
        if self.receiver.mute:
            self.receiver.mute -= 1
            self.close_connection = True
            return
        self._answer(202, {"id": f"s{number}", "state": "received", "status_url": f"/api/v1/submissions/s{number}"})

    def _note(self) -> None:
        self.receiver.requests.append((self.command, self.path, dict(self.headers)))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        kind = "application/json" if status < 400 else self.receiver.problem
        self._send(status, kind, json.dumps(body).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    """Let it answer until the end of the block; on the port it had before, if it had one."""
    server = ThreadingHTTPServer(("127.0.0.1", receiver.port), type("Handler", (_Handler,), {"receiver": receiver}))
    receiver.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
