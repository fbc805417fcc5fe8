"""A container's health check believes only signs of life: a page that answers, a worker that was heard of lately."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from redis import Redis
from rq import Worker

from commands import heartbeat
from tests.redis_server import running_redis


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    with running_redis(tmp_path) as url:
        yield url


def test_a_worker_is_alive_while_it_was_heard_of_lately(redis_url: str) -> None:
    now = datetime.now(UTC)
    assert not heartbeat.worker_listens(redis_url, "spool", now)
    with Redis.from_url(redis_url) as connection:
        worker = Worker(["threadsheet"], connection=connection)
        worker.hostname = "spool"
        worker.register_birth()
        assert heartbeat.worker_listens(redis_url, "spool", now)
        assert not heartbeat.worker_listens(redis_url, "another", now)
        assert not heartbeat.worker_listens(redis_url, "spool", now + timedelta(minutes=10))
        worker.register_death()
    assert not heartbeat.worker_listens(redis_url, "spool", now)


def test_a_queue_that_is_away_is_no_sign_of_life(tmp_path: Path) -> None:
    assert not heartbeat.worker_listens(f"unix://{tmp_path}/nothing.sock", "spool", datetime.now(UTC))


class Unwell(BaseHTTPRequestHandler):
    """Answers as it is told to."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not a line of a test's output."""


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_web_server_must_say_that_it_is_well(status: int, healthy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unwell, "status", status)
    with HTTPServer(("127.0.0.1", 0), Unwell) as server:
        threading.Thread(target=server.handle_request).start()
        assert heartbeat.web_answers(server.server_port) is healthy


def test_a_web_server_that_is_away_is_not_well() -> None:
    with HTTPServer(("127.0.0.1", 0), Unwell) as server:
        port = server.server_port
    assert not heartbeat.web_answers(port)
