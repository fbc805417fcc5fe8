"""Where sockets are opened: a name is resolved once, every answer is judged, and the very address judged is connected to."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpcore2

from domain.errors import FetchFailed, FetchRefused
from workers.fetch.deadline import Deadline
from workers.fetch.public_addresses import is_public

Resolver = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host, in order. Raises OSError when there are none."""

WEB_PORTS: Final = frozenset({80, 443})
LOWEST_FREE_PORT: Final = 1024  # below it other services live that a GET could upset
MOST_ADDRESSES: Final = 4  # tried one after another


def resolve(host: str, port: int) -> Sequence[str]:
    """As the system does it, /etc/hosts and all."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """`allow` names host:port pairs that may be private."""

    allow: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = resolve

    def addresses(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """Those that may be connected to. Raises FetchRefused when any is private, FetchFailed when there are none."""
        allowed = (host, port) in self.allow
        if not allowed and port not in WEB_PORTS and port < LOWEST_FREE_PORT:
            raise FetchRefused(f"Threadsheet does not ask {host} at port {port}: web sites are not found there.")
        found = self._resolved(host, port, deadline)
        if not allowed and not all(is_public(address) for address in found):
            raise FetchRefused(f"Threadsheet does not fetch from {host}: it leads to a private network.")
        return found[:MOST_ADDRESSES]

    def _resolved(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """In a thread, because the system's resolver cannot be told how long it may take."""
        answer: list[Sequence[str] | BaseException] = []

        def look() -> None:
            try:
                answer.append(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                answer.append(error)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(deadline.left(host))
        if not answer:
            raise deadline.over(host)
        found = answer[0]
        if isinstance(found, BaseException) or not found:
            raise FetchFailed(f"There is no site called {host}, or it cannot be found just now.")
        return found


class GuardedBackend(httpcore2.NetworkBackend):
    """The only opener of sockets for a connection pool. It is told the deadline of the request that is under way."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.deadline = Deadline(0)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,  # noqa: ARG002 - not ours to choose
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        name = host.strip("[]")
        problem: OSError | None = None
        for address in self._guard.addresses(name, port, self.deadline):
            try:
                return GuardedStream(_connected(address, port, self.deadline.left(name)), self)
            except OSError as error:
                problem = error
        raise httpcore2.ConnectError(str(problem)) from problem


def _connected(address: str, port: int, timeout: float) -> socket.socket:
    """`address` is an IP address, so nothing is resolved again."""
    sock = socket.create_connection((address, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class GuardedStream(httpcore2.NetworkStream):
    """A socket of which every operation ends at the deadline, however slowly the other side drips."""

    def __init__(self, sock: socket.socket, backend: GuardedBackend) -> None:
        self._sock, self._backend = sock, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        try:
            self._sock.settimeout(self._backend.deadline.left())
            return self._sock.recv(max_bytes)
        except OSError as error:
            raise _read_problem(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            self._sock.settimeout(self._backend.deadline.left())
            self._sock.sendall(buffer)
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        try:
            self._sock.settimeout(self._backend.deadline.left())
            return GuardedStream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._backend)
        except OSError as error:
            self.close()
            raise httpcore2.ConnectError(str(error)) from error

    def get_extra_info(self, info: str) -> Any:  # as httpcore2 declares it
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        if info == "is_readable":  # a resting connection that has something to say has been closed
            poll = select.poll()
            poll.register(self._sock, select.POLLIN)
            return bool(poll.poll(0))
        return None


def _read_problem(error: OSError) -> Exception:
    return httpcore2.ReadTimeout(str(error)) if isinstance(error, TimeoutError) else httpcore2.ReadError(str(error))
