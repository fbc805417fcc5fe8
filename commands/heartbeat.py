"""`python -m commands.heartbeat web|worker`: the health check of a container. Exit status 0 when its process works."""

from __future__ import annotations

import socket
import sys
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import redis
from rq import Worker

from archive.redis_connection import connect_to_redis
from domain.settings import Settings

TIMEOUT_SECONDS = 3
MAX_SILENCE = timedelta(minutes=3)  # a worker reports to Redis every minute, whether it works or waits


def web_answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def worker_listens(redis_url: str, hostname: str, now: datetime) -> bool:
    """Whether a worker of the machine `hostname` reported to Redis lately. `now` is aware."""
    connection = connect_to_redis(redis_url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS)
    try:
        workers = Worker.all(connection=connection)
    except redis.RedisError:
        return False
    return any(worker.hostname == hostname and now - _aware(worker.last_heartbeat) < MAX_SILENCE for worker in workers)


def _aware(moment: datetime | None) -> datetime:
    if moment is None:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def main(arguments: Sequence[str]) -> int:
    settings = Settings()
    if list(arguments) == ["worker"]:
        return int(not worker_listens(settings.redis_url or "", socket.gethostname(), datetime.now(UTC)))
    return int(not web_answers(settings.port))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
