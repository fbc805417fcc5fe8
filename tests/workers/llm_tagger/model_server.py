"""A server that speaks the protocol of a language model. The test decides what it answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Answer = Callable[[Request], Any]


@dataclass
class ModelServer:
    """`tags_for` makes the tags of an answer (or its text) from a request; `status`, `delay` (seconds) and `body` change it.

    `requests` and `request_headers` record what was sent.
    """

    tags_for: Answer = field(default=lambda _request: [])
    status: int = 200
    delay: float = 0.0
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    request_headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, request: Request) -> bytes:
        if self.body is not None:
            return self.body
        tags = self.tags_for(request)
        content = tags if isinstance(tags, str) else json.dumps({"tags": tags})
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def task_of(request: Request) -> Request:
    """The content of the user's message: codebook, title, points."""
    task: Request = json.loads(request["messages"][1]["content"])
    return task


@contextmanager
def model_server() -> Iterator[ModelServer]:
    model = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.request_headers.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            time.sleep(model.delay)
            body = model.answer(request)
            self.send_response(model.status)
            for name, value in {"Content-Type": "application/json", **model.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
