"""Our own Redis: on a private socket, keeping what it was given, and no obstacle to the next start."""

from __future__ import annotations

import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from commands import queue_server
from tests.redis_server import start_redis


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def start(data: Path, started: list[subprocess.Popen[bytes]]) -> Redis:
    started.append(start_redis(data))
    return Redis.from_url(queue_server.url(data))


def test_only_the_owner_can_reach_the_socket(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    with start(tmp_path, started):
        path = queue_server.socket_path(tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_queued_survives_a_kill(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    with start(tmp_path, started) as redis:
        redis.lpush("list", "a", "b")
    started[0].send_signal(signal.SIGKILL)
    started[0].wait()
    with start(tmp_path, started) as redis:
        assert redis.llen("list") == 2


def test_a_leftover_server_is_stopped_before_a_new_one_starts(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    with start(tmp_path, started) as redis:
        redis.set("key", "kept")
    with start(tmp_path, started) as redis:
        assert started[0].wait(5) == 0
        assert redis.get("key") == b"kept"


def test_a_long_data_path_gets_a_short_socket_path(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert len(str(queue_server.socket_path(deep))) <= queue_server.SOCKET_PATH_LIMIT
    with start(deep, started) as redis:
        assert redis.ping()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "queue").symlink_to(tmp_path)
    with pytest.raises(queue_server.NoQueueServer, match="belongs to somebody else"):
        queue_server._private_folder(tmp_path / "queue")
