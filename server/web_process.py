"""The web server process: gunicorn with threads, on a socket that the supervisor has opened."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from archive.archive import open_archive
from archive.codebooks import Collection
from domain.settings import Settings
from server.api.event_stream import MOST_STREAMS, stopping
from server.app import create_app
from server.context import AppContext
from server.queue import Queue

THREADS: Final = MOST_STREAMS + 10
GRACE_SECONDS: Final = 2
WORKER_TIMEOUT: Final = 120
"""Seconds without a heartbeat after which gunicorn restarts the serving process."""


def main(settings: Settings, listener: int, announce: Callable[[], None]) -> None:
    """Serves on the open socket `listener` until asked to stop. `announce` is called when requests are answered."""
    Server(settings, announce, listener).run()


def open_app(settings: Settings) -> Flask:
    """Creates the application with its archive and queue."""
    assert settings.redis_url is not None
    queue = Queue.at(settings.redis_url, settings.queue_seconds)
    archive = open_archive(settings)
    return create_app(AppContext(settings, archive, queue, Collection(archive, settings.codebooks)))


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, configured by values instead of a file."""

    def __init__(self, settings: Settings, announce: Callable[[], None], listener: int) -> None:
        self._settings, self._announce, self._listener = settings, announce, listener
        super().__init__()

    def load_config(self) -> None:
        values: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "worker_class": "gthread",
            "threads": THREADS,
            "workers": 1,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": WORKER_TIMEOUT,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._prepare_worker,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def _prepare_worker(self, _worker: object) -> None:
        """Runs in the serving process: ends open event streams at once on SIGTERM, and reports that requests are answered."""
        original_handler = signal.getsignal(signal.SIGTERM)
        assert callable(original_handler)

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()
            original_handler(number, frame)

        signal.signal(signal.SIGTERM, stop)
        self._announce()

    def load(self) -> Flask:
        return open_app(self._settings)
