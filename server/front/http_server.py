"""The HTTP server: waitress, whose one loop reads whole requests before a thread sees them, with deadlines and limits of ours.

Slow clients hold a socket and no thread. Bodies go to disk above half a megabyte, and are thrown away above their view's limit.
"""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge

from domain.errors import ThreadsheetError, TooLarge
from server.front.isolation import REFUSAL, WsgiApp

HEAD_SECONDS: Final = 10.0
"""How long the head of a request may take."""
BODY_SECONDS: Final = 30.0
BODY_BYTES: Final = 30 << 10
"""A body must bring so many bytes in every BODY_SECONDS, or end."""
IDLE_SECONDS: Final = 60.0
"""How long a connection may stay open between two requests."""
MOST_CONNECTIONS: Final = 900
DRAINED: Final = 256 << 20
"""Bytes of too long a body that are still read and thrown away, so that the client gets an answer and no broken pipe."""
LARGEST_HEAD: Final = 64 << 10

MOST_WAITING: Final = 200
"""Requests that wait for a thread, beyond which further ones are told to come back."""
MOST_WAITING_CHANGES: Final = 32
"""The same for a request that changes something: those behind it wait for its write, too."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Head:
    """A request before its body. `headers` are named as in WSGI, without `HTTP_`; `length` is None for a body in chunks.

    `peer` is the address that the connection comes from.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    length: int | None
    peer: str = ""


LimitOf = Callable[[Head], int]
"""The most bytes of the body of a request. Raises the error with which the request is refused."""


class LimitedBuffer(OverflowableBuffer):  # type: ignore[misc]  # waitress has no types
    """A body's bytes, on disk when they are many. Above `limit` they are thrown away, and `exceeded` is set."""

    def __init__(self, overflow: int, limit: int) -> None:
        super().__init__(overflow)
        self._limit = limit
        self.exceeded = False

    def append(self, piece: bytes) -> None:
        if self.exceeded or len(self) + len(piece) > self._limit:
            self.exceeded = True
        else:
            super().append(piece)


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request; of one that `limit_of` refuses, and of one above its limit, the body is thrown away."""

    def __init__(self, adj: Adjustments, limit_of: LimitOf, peer: str = "") -> None:
        super().__init__(adj)
        self._limit_of, self._peer = limit_of, peer
        self._buffer: LimitedBuffer | None = None
        self.began = self.window_began = time.monotonic()
        self._window_bytes = 0
        self.refusal: ThreadsheetError | None = None

    @property
    def too_large(self) -> bool:
        return isinstance(self.error, RequestEntityTooLarge) or bool(self._buffer and self._buffer.exceeded)

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.window_began = time.monotonic()
        if self.body_rcv is not None:
            limit = self._limit()
            if limit >= DRAINED:
                self.adj: Any = copy(self.adj)  # the other one is that of all connections
                self.adj.max_request_body_size = limit + 1
            self._buffer = LimitedBuffer(self.adj.inbuf_overflow, 0 if self.content_length > limit else limit)
            self.body_rcv.buf = self._buffer

    def _limit(self) -> int:
        length = None if self.chunked else self.content_length
        try:
            return self._limit_of(Head(self.command, self.path, self.query, self.headers, length, self._peer))
        except ThreadsheetError as error:
            self.refusal = error
            return 0

    def is_overdue(self, now: float) -> bool:
        """Whether the client sends so slowly that its connection is closed. Called every second."""
        if not self.headers_finished:
            return now - self.began > HEAD_SECONDS
        if now - self.window_began <= BODY_SECONDS:
            return False
        slow = self.body_bytes_received - self._window_bytes < BODY_BYTES
        self.window_began, self._window_bytes = now, self.body_bytes_received
        return bool(slow)


class Task(WSGITask):  # type: ignore[misc]
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self.request.refusal:
            environ[REFUSAL] = self.request.refusal
            environ["CONTENT_LENGTH"] = "0"
            self.set_close_on_finish()  # a part of the body may not have been read
        return environ


@dataclass(frozen=True, slots=True)
class Overloaded:
    """The response to a request that comes while too many wait, as waitress asks its errors for it."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def to_response(self, _ident: str | None) -> tuple[str, list[tuple[str, str]], bytes]:
        return "503 Service Unavailable", list(self.headers), self.body


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    task_class = Task

    def __init__(self, server: Server, sock: socket.socket, addr: Any, *args: Any, **values: Any) -> None:
        self.parser_class = partial(RequestParser, limit_of=server.limit_of, peer=str(addr[0]))
        self.idle_since = time.monotonic()
        super().__init__(server, sock, addr, *args, **values)

    def service(self) -> None:
        request = self.requests[0]
        if request.too_large:
            request.refusal, request.error = request.refusal or TooLarge(), None  # the application words it
        super().service()
        self.idle_since = time.monotonic()

    def is_overdue(self, now: float) -> bool:
        if self.requests or self.total_outbufs_len:
            return False
        return self.request.is_overdue(now) if self.request else now - self.idle_since > IDLE_SECONDS


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves an application on an open socket, in `threads` threads."""

    channel_class = Channel

    def __init__(self, app: WsgiApp, listener: socket.socket, threads: int, limit_of: LimitOf, overloaded: Overloaded) -> None:
        self.limit_of, self._overloaded = limit_of, overloaded
        _allow_many_files()
        adjustments = Adjustments(
            sockets=[listener],
            threads=threads,
            ident=None,
            cleanup_interval=1,
            connection_limit=2 * MOST_CONNECTIONS,
            asyncore_use_poll=True,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=DRAINED,
            outbuf_high_watermark=64 << 20,
            clear_untrusted_proxy_headers=False,
        )
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(threads)
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(app, {}, True, listener, dispatcher, adjustments, where, bind_socket=False)

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serves until `stopped`; `wake` ends its wait."""
        while not stopped():
            wasyncore.poll2(1.0, self._map)

    def add_task(self, task: Channel) -> None:
        """Lets a thread answer the channel's request; where too many wait, it is answered next, and with a refusal."""
        request, waiting = task.requests[0], self.task_dispatcher.queue
        most = MOST_WAITING if request.error or request.command in SAFE_METHODS else MOST_WAITING_CHANGES
        if len(waiting) < most:
            super().add_task(task)
            return
        request.error = self._overloaded
        with self.task_dispatcher.lock:
            waiting.appendleft(task)
            self.task_dispatcher.queue_cv.notify()

    def finish(self, seconds: float) -> None:
        """Accepts no more, lets the requests that are being answered end, for so many seconds."""
        self.del_channel(self._map)
        deadline = time.monotonic() + seconds
        while self._is_answering() and time.monotonic() < deadline:
            wasyncore.poll2(0.05, self._map)

    def wake(self) -> None:
        self.pull_trigger()

    def maintenance(self, _now: float) -> None:
        """Closes connections whose clients are too slow. Called every second."""
        now = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.is_overdue(now):
                channel.will_close = True

    def handle_accept(self) -> None:
        """Accepts a connection; when there are too many, one that sends nothing is closed for it."""
        super().handle_accept()
        if len(self.active_channels) > MOST_CONNECTIONS:
            waiting = [channel for channel in self.active_channels.values() if not channel.requests]
            if waiting:
                min(waiting, key=lambda channel: channel.idle_since).handle_close()

    def _is_answering(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in self.active_channels.values())


def _allow_many_files() -> None:
    """Raises the soft limit of open files to what the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 4 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < needed:
        most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
