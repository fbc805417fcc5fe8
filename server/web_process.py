"""The web server process, on a socket that the supervisor has opened."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

from flask import Flask

from archive.archive import open_archive
from archive.codebooks import Collection
from domain.errors import Disturbed
from domain.settings import Settings
from server import problems
from server.api.event_stream import MOST_STREAMS, stopping
from server.app import create_app
from server.context import AppContext
from server.front.admission import Admission
from server.front.body_limits import BodyLimits
from server.front.http_server import Overloaded, Server
from server.front.isolation import IsolatingApp
from server.queue import Queue

THREADS: Final = MOST_STREAMS + 10
BUSY_SECONDS: Final = 2
"""When a request is to come back that was refused because too many wait."""
GRACE_SECONDS: Final = 2.0
"""How long requests that are being answered may go on after the request to stop."""


def main(settings: Settings, listener: int, announce: Callable[[], None]) -> None:
    """Serves on the open socket `listener` until asked to stop. `announce` is called when requests are answered."""
    app = open_app(settings)
    limits = BodyLimits(app, settings)
    isolating = IsolatingApp(app, limits.needs_isolation)
    server = Server(isolating, socket.socket(fileno=listener), THREADS, Admission(app, limits).body_limit, _overloaded(app))

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()  # open event streams end
        server.wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    announce()
    server.serve(stopping.is_set)
    server.finish(GRACE_SECONDS)


def _overloaded(app: Flask) -> Overloaded:
    """The refusal of requests while too many wait, worded now, because then nobody has the time."""
    with app.test_request_context("/api/"):
        response = problems.respond(problems.problem_of(Disturbed(seconds=BUSY_SECONDS)))
    return Overloaded(tuple(response.headers.items()), response.get_data())


def open_app(settings: Settings) -> Flask:
    """Creates the application with its archive and queue."""
    assert settings.redis_url is not None
    queue = Queue.at(settings.redis_url, settings.queue_seconds)
    archive = open_archive(settings)
    return create_app(AppContext(settings, archive, queue, Collection(archive, settings.codebooks)))
