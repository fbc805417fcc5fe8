"""Opens sockets: resolves a name once, checks every address it resolves to, and connects to the very address checked."""

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
MAX_ADDRESSES: Final = 4  # tried one after another


def resolve(host: str, port: int) -> Sequence[str]:
    """Asks the system's resolver, which reads /etc/hosts too."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in answers))


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Decides which addresses may be connected to. `allow` has the pairs of host and port that may be private."""

    allow: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = resolve

    def permitted_addresses(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """The host's IP addresses. Raises FetchRefused when any of them is private, FetchFailed when there are none."""
        allowed = (host, port) in self.allow
        if not allowed and port not in WEB_PORTS and port < LOWEST_FREE_PORT:
            raise FetchRefused("port", host=host, port=str(port))
        addresses = self._resolve(host, port, deadline)
        if not allowed and not all(is_public(address) for address in addresses):
            raise FetchRefused("private_network", host=host)
        return addresses[:MAX_ADDRESSES]

    def _resolve(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """Resolves in a thread, because the system's resolver takes no time limit."""
        results: list[Sequence[str] | BaseException] = []

        def call_resolver() -> None:
            try:
                results.append(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                results.append(error)

        thread = threading.Thread(target=call_resolver, daemon=True)
        thread.start()
        thread.join(deadline.remaining(host))
        if not results:
            raise deadline.exceeded(host)
        addresses = results[0]
        if isinstance(addresses, BaseException) or not addresses:
            raise FetchFailed("unknown_host", host=host)
        return addresses


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens the sockets of a connection pool. `deadline` is that of the request under way."""

    def __init__(self, policy: AddressPolicy, deadline: Deadline) -> None:
        self._policy = policy
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,  # noqa: ARG002 - not ours to choose
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        name = host.strip("[]")
        last_error: OSError | None = None
        for address in self._policy.permitted_addresses(name, port, self.deadline):
            try:
                return GuardedStream(_connect(address, port, self.deadline.remaining(name)), self)
            except OSError as error:
                last_error = error
        raise httpcore2.ConnectError(str(last_error)) from last_error


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    """`address` is an IP address, so nothing is resolved again."""
    sock = socket.create_connection((address, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class GuardedStream(httpcore2.NetworkStream):
    """A socket whose every operation ends at the deadline, however slowly the other side sends."""

    def __init__(self, sock: socket.socket, backend: GuardedBackend) -> None:
        self._sock, self._backend = sock, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        try:
            self._sock.settimeout(self._backend.deadline.remaining())
            return self._sock.recv(max_bytes)
        except OSError as error:
            raise _read_error(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            self._sock.settimeout(self._backend.deadline.remaining())
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
            self._sock.settimeout(self._backend.deadline.remaining())
            return GuardedStream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._backend)
        except OSError as error:
            self.close()
            raise httpcore2.ConnectError(str(error)) from error

    def get_extra_info(self, info: str) -> Any:  # as httpcore2 declares it
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        if info == "is_readable":  # an idle connection on which something arrives was closed by the other side
            poll = select.poll()
            poll.register(self._sock, select.POLLIN)
            return bool(poll.poll(0))
        return None


def _read_error(error: OSError) -> Exception:
    return httpcore2.ReadTimeout(str(error)) if isinstance(error, TimeoutError) else httpcore2.ReadError(str(error))
