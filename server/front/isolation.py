"""Answers requests in processes of their own, with limits on memory and time: long bodies and files of foreign formats.

A process without threads is forked off the web server while it is prepared, and forks itself for each such request: the
application is loaded in it, and a bomb in a body ends at its limit, without the web server having read it.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import pickle
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import IO, Any, Final, NoReturn

from domain.errors import Disturbed, LimitExceeded, ThreadsheetError
from domain.processes import die_with_parent, set_process_name

log: Final = logging.getLogger(__name__)
REFUSAL: Final = "threadsheet.refusal"
"""The key in a WSGI environment of the error with which the application must answer."""
SECONDS: Final = 30
MEMORY_BYTES: Final = 1 << 30
AT_ONCE: Final = 2
PATIENCE_SECONDS: Final = 20.0
"""How long a request waits until another one's process has ended."""
CHUNK: Final = 1 << 16
HEAD: Final = struct.Struct("!I")
MAX_MESSAGE: Final = 1 << 17

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class IsolatingApp:
    """A WSGI application that hands some of its requests to a process of their own. Created before the server has threads."""

    def __init__(self, app: WsgiApp, needs_isolation: Callable[[str, str, int, str], bool]) -> None:
        self._app, self._needs_isolation = app, needs_isolation
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._requests, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            self._requests.close()
            _serve(app, child_end)
        child_end.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        content_type = environ.get("CONTENT_TYPE") or ""
        if not self._needs_isolation(environ["REQUEST_METHOD"], environ["PATH_INFO"], length, content_type):
            return self._app(environ, start_response)
        if not self._slots.acquire(timeout=PATIENCE_SECONDS):
            return self._refuse(environ, start_response, Disturbed())
        try:
            reader = self._send(environ)
        except OSError:
            self._slots.release()
            log.error("the process that parses long requests has ended; the web server starts again")
            os.kill(os.getpid(), signal.SIGTERM)
            return self._refuse(environ, start_response, Disturbed())
        answer = Answer(reader, self._slots.release)
        head = answer.head()
        if head is None:
            answer.close()
            return self._refuse(environ, start_response, LimitExceeded("request"))
        start_response(*head)
        return answer

    def _refuse(self, environ: dict[str, Any], start_response: Callable[..., Any], error: ThreadsheetError) -> Iterable[bytes]:
        """Lets the application word the error; it reads no body."""
        without_body = {**environ, REFUSAL: error, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
        return self._app(without_body, start_response)

    def _send(self, environ: dict[str, Any]) -> int:
        """Sends a request to be answered. Returns the descriptor of the pipe from which the answer is read."""
        plain = {key: value for key, value in environ.items() if isinstance(value, str | tuple | bool) and key != "wsgi.errors"}
        reader, writer = os.pipe()
        try:
            with _as_file(environ["wsgi.input"]) as body:
                socket.send_fds(self._requests, [pickle.dumps(plain)], [body.fileno(), writer])
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        return reader


class Answer:
    """The answer of another process as it comes. `done` is called when it is read or given up."""

    def __init__(self, reader: int, done: Callable[[], None]) -> None:
        self._reader, self._done = reader, done
        self._deadline = time.monotonic() + SECONDS + 5

    def head(self) -> tuple[str, list[tuple[str, str]]] | None:
        """The status and headers; None when the process ended before it had any."""
        size = self._read(HEAD.size)
        head = self._read(HEAD.unpack(size)[0]) if size else None
        return pickle.loads(head) if head else None  # noqa: S301 - our own pipe, written by our own code

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._read_some(CHUNK):
            yield chunk

    def close(self) -> None:
        if self._reader >= 0:
            os.close(self._reader)
            self._reader = -1
            self._done()

    def _read(self, size: int) -> bytes | None:
        read = bytearray()
        while len(read) < size:
            if not (piece := self._read_some(size - len(read))):
                return None
            read += piece
        return bytes(read)

    def _read_some(self, size: int) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([self._reader], [], [], left)[0]:
            return b""
        return os.read(self._reader, size)


def _as_file(stream: IO[bytes]) -> IO[bytes]:
    """The stream if it is a file, else a file with its content."""
    with suppress(OSError, AttributeError):
        return os.fdopen(os.dup(stream.fileno()), "rb")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(stream, file)
    file.flush()
    file.seek(0)
    return file


def _serve(app: WsgiApp, requests: socket.socket) -> NoReturn:
    """The main function of the process that forks itself for each request; it ends with the web server."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
        die_with_parent(signal.SIGKILL)
        set_process_name("request parser")
        gc.freeze()
        while True:
            message, descriptors, _, _ = socket.recv_fds(requests, MAX_MESSAGE, 2)
            if not message:
                break
            if os.fork() == 0:
                requests.close()
                _answer(app, pickle.loads(message), *descriptors)  # noqa: S301 - our own socket
            for descriptor in descriptors:
                os.close(descriptor)
    finally:
        os._exit(0)


def _answer(app: WsgiApp, environ: dict[str, Any], body: int, writer: int) -> NoReturn:
    """The main function of the process of one request."""
    try:
        _limit()
        with os.fdopen(body, "rb") as stream, os.fdopen(writer, "wb", buffering=CHUNK) as pipe:
            environ |= {
                "wsgi.input": stream,
                "wsgi.errors": sys.stderr,
                "wsgi.multithread": False,
                "wsgi.input_terminated": True,
            }
            _run(app, environ, pipe)
    finally:
        os._exit(0)


def _run(app: WsgiApp, environ: dict[str, Any], pipe: IO[bytes]) -> None:
    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        head = pickle.dumps((status, headers))
        pipe.write(HEAD.pack(len(head)) + head)

    for chunk in app(environ, start_response):
        pipe.write(chunk)


def _limit() -> None:
    """Limits the calling process: a group of its own, memory beyond what it shares, processor and wall-clock time."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    gc.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    with suppress(OSError, ValueError):
        mapped = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115 - a process of one request
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES, mapped + MEMORY_BYTES))
