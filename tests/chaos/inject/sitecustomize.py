"""Loaded by every Python process of a server under chaos, from PYTHONPATH: makes calls fail and clocks jump on request.

`CHAOS_FAULTS` names a folder. A file there that is named after a kind of call says which call from now on fails, once in
each process; the file `clock` says by how many seconds the clock is wrong.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

FAULTS = Path(os.environ["CHAOS_FAULTS"])
TRUE_TIME = time.time
_counted: dict[str, tuple[int, int]] = {}
"""By kind: when the file was written, and how many calls this process has done since."""


def is_due(kind: str) -> bool:
    """Whether this call of the kind is the one to fail."""
    try:
        written, failing_call = (FAULTS / kind).stat().st_mtime_ns, int((FAULTS / kind).read_text() or 0)
    except (OSError, ValueError):
        return False
    before, calls = _counted.get(kind, (written, 0))
    calls = 1 if before != written else calls + 1
    _counted[kind] = (written, calls)
    return calls == failing_call


def failing(kind: str, call: Callable[..., Any], error: Callable[..., Exception]) -> Callable[..., Any]:
    @wraps(call)
    def run(self: Any, *arguments: Any, **options: Any) -> Any:
        if is_due(kind):
            raise error(self)
        return call(self, *arguments, **options)

    return run


def offset() -> float:
    try:
        return float((FAULTS / "clock").read_text())
    except (OSError, ValueError):
        return 0.0


def install() -> None:
    from redis.connection import AbstractConnection
    from redis.exceptions import ConnectionError
    from sqlalchemy.engine.default import DefaultDialect

    from archive.archive import Archive
    from archive.blobs import FileBlobs

    def database_error(dialect: Any) -> Exception:
        error: Exception = dialect.dbapi.OperationalError("disk I/O error")
        return error

    changes: list[tuple[Any, str, str, Callable[..., Exception]]] = [
        (DefaultDialect, "do_commit", "commit", database_error),
        (FileBlobs, "write", "write", lambda _: OSError(errno.ENOSPC, "No space left on device")),
        (AbstractConnection, "send_packed_command", "redis", lambda _: ConnectionError("Connection reset by peer")),
    ]
    for owner, name, kind, error in changes:
        setattr(owner, name, failing(kind, getattr(owner, name), error))
    time.time = lambda: TRUE_TIME() + offset()
    Archive.__init__.__defaults__ = (lambda: datetime.now(UTC) + timedelta(seconds=offset()),)


install()
