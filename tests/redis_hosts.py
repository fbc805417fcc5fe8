"""Redis as it stands on other machines: on a port, with users, over TLS, watched by a sentinel. Ended with the block."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.s3_server import free_ports

PROGRAM = shutil.which("redis-server")
USER, PASSWORD = "threads", "a/pass+word"
USERS = f"user {USER} on >{PASSWORD} ~* &* +@all\nuser default off\n"
SECONDS_TO_START = 20


@contextmanager
def running_redis_host(folder: Path, *options: str, tls: bool = False) -> Iterator[int]:
    """The port of a server that only USER may use."""
    (port,) = free_ports(1)
    ports = ("--port", "0", "--tls-port", str(port)) if tls else ("--port", str(port))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users.acl").write_text(USERS)
    with _running(folder, ["--bind", "127.0.0.1", *ports, "--aclfile", "users.acl", "--save", "", *options], port):
        yield port


@contextmanager
def running_sentinel(folder: Path, leader: int) -> Iterator[int]:
    """The port of a sentinel that calls the server at port `leader` `archive`."""
    (port,) = free_ports(1)
    folder.mkdir(parents=True)
    lines = (
        f"port {port}",
        "bind 127.0.0.1",
        f"sentinel monitor archive 127.0.0.1 {leader} 1",
        f"sentinel auth-user archive {USER}",
        f"sentinel auth-pass archive {PASSWORD}",
        "sentinel down-after-milliseconds archive 500",
        "sentinel failover-timeout archive 2000",
    )
    (folder / "sentinel.conf").write_text("\n".join(lines) + "\n")
    with _running(folder, [str(folder / "sentinel.conf"), "--sentinel"], port):
        yield port


@contextmanager
def _running(folder: Path, arguments: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    assert PROGRAM
    process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _listens(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    connection = redis.Redis(port=port, socket_timeout=1)
    try:
        connection.execute_command("PING")
    except redis.AuthenticationError:
        return True
    except redis.ConnectionError as error:
        return "refused" not in str(error)  # a server that wants TLS hangs up
    finally:
        connection.close()
    return True
