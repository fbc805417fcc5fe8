"""A whole running server, and clients that want to stop it: slow ones, large bodies, bombs."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from server.front.http_server import HEAD_SECONDS
from tests.running import Running, running

MEGABYTE = 1 << 20
MEMORY_LIMIT = 400 * MEGABYTE
NESTED_YAML = "- " * 30_000
MANY_CODES = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>' + '<Code name="a" guid="b"/>' * 30_000 + "</Codes></CodeBook>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("strangers"), workers=1, MAX_CAPTURE_MB="8") as server:
        yield server


def connect(server: Running) -> socket.socket:
    where = urlsplit(server.url)
    return socket.create_connection((where.hostname or "", where.port or 0), timeout=60)


def send(server: Running, path: str, body: bytes, headers: str = "") -> tuple[int, bytes]:
    """Sends a body as it is and returns the status and the response."""
    with connect(server) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}"
        if "chunked" not in headers:
            head += f"Content-Length: {len(body)}\r\n"
        connection.sendall(head.encode() + b"\r\n" + body)
        return receive(connection)


def receive(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while piece := connection.recv(MEGABYTE):
        received += piece
    return int(received.split(b" ", 2)[1]), received.partition(b"\r\n\r\n")[2]


def chunked(body: bytes, size: int = 65_536) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def web_memory(server: Running) -> int:
    """The most memory that the web server's process ever had, in bytes."""
    for pid in server.family():
        if Path(f"/proc/{pid}/comm").read_text().strip() == "web server":
            status = Path(f"/proc/{pid}/status").read_text()
            return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024
    raise AssertionError("no web server")


def answer_time(server: Running) -> float:
    began = time.monotonic()
    assert server.ask("GET", "/healthz").status == 200
    return time.monotonic() - began


def test_200_half_open_connections_keep_nobody_waiting(server: Running) -> None:
    heads = [b"", b"GET / HT", b"POST /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n{"]
    slow = [connect(server) for _ in range(200)]
    for number, connection in enumerate(slow):
        connection.sendall(heads[number % 3])
    times = sorted(answer_time(server) for _ in range(20))
    began = time.monotonic()
    for connection in slow[1::3]:
        connection.settimeout(HEAD_SECONDS + 5)
        assert connection.recv(1) == b""
    assert time.monotonic() - began < HEAD_SECONDS + 5
    for connection in slow:
        connection.close()
    assert times[10] < 0.2, times


@pytest.mark.parametrize("path", ["/api/v1/pairings", "/api/v1/tokens", "/api/v1/submissions", "/login", "/nowhere"])
@pytest.mark.parametrize("way", ["declared", "chunked"])
def test_a_body_over_the_limit_of_its_view_gets_its_answer(server: Running, path: str, way: str) -> None:
    body = b" " * (18 * MEGABYTE)
    status, answer = (
        send(server, path, body) if way == "declared" else send(server, path, chunked(body), "Transfer-Encoding: chunked\r\n")
    )
    assert status == 413
    assert json.loads(answer)["code"] == "too_large"


def test_a_chunked_submission_is_taken(server: Running) -> None:
    body = json.dumps({"text": "1/2 One.\n\n2/2 Two."}).encode()
    status, _ = send(server, "/api/v1/submissions", chunked(body, 7), "Transfer-Encoding: chunked\r\n")
    assert status == 202


def test_a_long_submission_is_answered_apart_and_arrives(server: Running) -> None:
    words = "We keep the 🧵 whole. " * 5
    body = "\n\n".join(f"{number}/3000 {words}" for number in range(1, 3001))
    answer = server.ask("POST", "/api/v1/submissions", {"text": body})
    assert answer.status == 202, answer.body
    assert answer.headers["Location"] == answer.json["status_url"]
    assert server.ask("GET", answer.json["status_url"]).status == 200


def posts(items: str) -> str:
    return '{"posts":{"site":"x","items":[' + items + "]}}"


BOMBS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "unknown fields": ("/api/v1/submissions", lambda: json.dumps({f"field{number}": 0 for number in range(700_000)})),
    "empty lists": ("/api/v1/submissions", lambda: posts(",".join(["[]"] * 4_000_000))),
    "deep lists": ("/api/v1/submissions", lambda: "[" * 900 + "]" * 900),
    "very deep lists": ("/api/v1/submissions", lambda: "[" * 8_000_000),
    "deep quotes": (
        "/api/v1/submissions",
        lambda: '{"posts":{"site":"x","items":[' + '{"quote":' * 300 + "{}" + "}" * 300 + "]}}",
    ),
    "small wrong items": ("/api/v1/submissions", lambda: posts(",".join(["1"] * 120_000))),
    "deep yaml": ("/api/v1/codebooks", lambda: json.dumps({"yaml": NESTED_YAML})),
    "many codes": ("/api/v1/codebooks", lambda: json.dumps({"qdc": MANY_CODES})),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_and_the_site_goes_on(server: Running, bomb: str) -> None:
    path, make_body = BOMBS[bomb]
    began = time.monotonic()
    status, answer = send(server, path, make_body().encode())
    assert status in {400, 413, 422}, answer[:300]
    assert len(answer) < 20_000
    assert time.monotonic() - began < 45
    assert answer_time(server) < 1
    assert web_memory(server) < MEMORY_LIMIT, f"{web_memory(server) / MEGABYTE:.0f} MB"


def test_the_web_server_ends_in_time_with_open_streams(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as server:
        id_ = server.submit(url="https://x.com/nobody/status/1")
        streams = [connect(server) for _ in range(3)]
        for stream in streams:
            stream.sendall(f"GET /api/v1/submissions/{id_}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            assert stream.recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        server.process.terminate()
        server.process.wait(20)
        assert time.monotonic() - began < 10
        for stream in streams:
            stream.close()
