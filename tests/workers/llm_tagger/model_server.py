"""A server that speaks the protocol of a language model: what it answers is told by the test, request by request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Asked = dict[str, Any]
Says = Callable[[Asked], Any]


@dataclass
class ModelServer:
    """`says` makes the tags of an answer from a request; `status`, `delay` (seconds) and `body` make other answers."""

    says: Says = field(default=lambda _asked: [])
    status: int = 200
    delay: float = 0.0
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, request: Asked) -> bytes:
        if self.body is not None:
            return self.body
        said = self.says(request)
        content = said if isinstance(said, str) else json.dumps({"tags": said})
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def told(request: Asked) -> Asked:
    """What the user's message holds: codebook, title, points."""
    found: Asked = json.loads(request["messages"][1]["content"])
    return found


@contextmanager
def model_server() -> Iterator[ModelServer]:
    model = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(request)
            model.seen.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
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
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
