"""The Fetcher: requests one thing at a time from the public web, at a limited rate and size, and never from a private network.

Fetcher.from_settings(settings).get("https://example.com/") -> Response
"""

from __future__ import annotations

import functools
import random
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin

import httpcore2

from domain.errors import FetchFailed, FetchRefused, Gone, LoginRequired, Refused
from domain.messages import Message, message
from domain.settings import Settings
from domain.url_normalisation import PORTS, NormalisedUrl, normalise_url
from workers.fetch.body_reader import read
from workers.fetch.connection_guard import AddressPolicy, GuardedBackend, Resolver, resolve
from workers.fetch.deadline import Deadline
from workers.fetch.rate_limit import RateLimit, parse_rate_reset, parse_retry_after
from workers.fetch.response import Response

SECONDS: Final = 30.0
MAX_BYTES: Final = 16 * 2**20
MAX_REDIRECTS: Final = 8
TRIES: Final = 3
BACK_OFF_SECONDS: Final = 0.5  # doubled at each try
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
WORTH_A_RETRY: Final = frozenset({429, 500, 502, 503, 504})
GONE: Final = frozenset({404, 410, 451})
LOGIN: Final = frozenset({401, 402, 403, 407})
AGENT: Final = "Threadsheet/0.1 (keeps social threads at a person's request; {})"


@functools.cache
def tls() -> ssl.SSLContext:
    """A context with the certificates that the system trusts. Loaded once, before forking: it costs 20 ms."""
    return httpcore2.default_ssl_context()


def prepare() -> None:
    tls()


class Retry(Exception):
    """Another try may help. `failure` is raised when no time or no tries are left; `seconds` is the pause the host asks for."""

    def __init__(self, failure: FetchFailed, seconds: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure, self.seconds = failure, seconds


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or one POST of `content`; `max_bytes` may come back, decoded."""

    target: NormalisedUrl
    headers: Sequence[tuple[str, str]]
    max_bytes: int
    content: bytes | None = None


@dataclass(frozen=True)
class Fetcher:
    """`seconds` is the deadline of one `get` with all its redirects, waits and retries; `clock` is the wall clock."""

    policy: AddressPolicy = field(default_factory=AddressPolicy)
    rate_limit: RateLimit = field(default_factory=RateLimit)
    agent: str = AGENT.format("no public address")
    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def from_settings(cls, settings: Settings, *, shared: bool = True, resolver: Resolver = resolve) -> Fetcher:
        """With `shared` the rate limit holds for all processes on the archive's folder; without, nothing is written there."""
        return cls(
            policy=AddressPolicy(settings.fetch_allow, resolver),
            rate_limit=RateLimit(settings.data / "turns" if shared else None),
            agent=AGENT.format(settings.public_url or "no public address"),
            max_bytes=settings.max_capture_bytes,
        )

    def with_private_host(self, host: str, port: int) -> Fetcher:
        """The same Fetcher, with one more host that may be private: for an address out of the settings, never of a person."""
        return replace(self, policy=replace(self.policy, allow=self.policy.allow | {(host, port)}))

    def scheme_of(self, host: str) -> str:
        """The scheme for a host without an address: https, and http for one that the settings allow on another port."""
        name, _, port = host.rpartition(":")
        return "http" if port.isdigit() and port != "443" and (name.strip("[]"), int(port)) in self.policy.allow else "https"

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        max_bytes: int | None = None,
        accept_statuses: Collection[int] = (),
    ) -> Response:
        """Fetches what is at an address. `accept_statuses` has those beside 2xx that are answers and no failures.

        Raises FetchRefused, FetchFailed, Gone (404, 410, 451), LoginRequired (401 to 403), LimitExceeded.
        """
        deadline = Deadline(self.seconds)
        limit = min(max_bytes or self.max_bytes, self.max_bytes)
        with self._pool(deadline) as pool:
            for _ in range(MAX_REDIRECTS + 1):
                target = _parse_target(url)
                response = self._send(pool, Request(target, self._headers(target, accept), limit), deadline)
                location = response.headers.get("location")
                if response.status not in REDIRECTS or location is None:
                    return _check_status(response, target.host, accept_statuses)
                url = _redirect_target(url, location)
        raise FetchFailed("redirects", host=_parse_target(url).host)

    def post(self, url: str, content: bytes, headers: Mapping[str, str], max_bytes: int) -> Response:
        """Sends JSON to an address out of the settings, never of a person. Returns the response whatever its status.

        No redirect is followed: what is sent is for that address alone. Raises FetchRefused, FetchFailed, LimitExceeded.
        """
        length = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        return self._call(url, {**headers, **length}, max_bytes, content)

    def ask(self, url: str, headers: Mapping[str, str], max_bytes: int) -> Response:
        """As `post`, a GET: headers such as a token are for that address alone."""
        return self._call(url, headers, max_bytes)

    def _call(self, url: str, headers: Mapping[str, str], max_bytes: int, content: bytes | None = None) -> Response:
        deadline, target = Deadline(self.seconds), _parse_target(url)
        fields = [*self._headers(target, "application/json"), *headers.items()]
        with self._pool(deadline) as pool:
            return self._send(pool, Request(target, fields, max_bytes, content), deadline)

    def _pool(self, deadline: Deadline) -> httpcore2.ConnectionPool:
        backend = GuardedBackend(self.policy, deadline)
        return httpcore2.ConnectionPool(ssl_context=tls(), network_backend=backend, retries=0)

    def _headers(self, target: NormalisedUrl, accept: str) -> list[tuple[str, str]]:
        return [
            ("Host", target.host),
            ("User-Agent", self.agent),
            ("Accept", accept),
            ("Accept-Encoding", "gzip"),
            ("Accept-Language", "en,*;q=0.5"),
        ]

    def _send(self, pool: httpcore2.ConnectionPool, request: Request, deadline: Deadline) -> Response:
        """Tries until there is a response that is worth no other try. Raises the failure of the last try."""
        for attempt in range(1, TRIES + 1):
            self._await_turn(request.target, deadline)
            try:
                return self._try(pool, request, deadline)
            except Retry as retry:
                pause = retry.seconds
                if pause is None:
                    pause = BACK_OFF_SECONDS * 2**attempt * random.uniform(0.5, 1)  # noqa: S311
                if attempt == TRIES or not deadline.allows(pause):
                    raise retry.failure from retry.__cause__
                self.sleep(pause)
        raise AssertionError("unreachable")

    def _await_turn(self, target: NormalisedUrl, deadline: Deadline) -> None:
        if _endpoint(target) in self.policy.allow:  # one's own host
            return
        pause = self.rate_limit.book(target.host, self.clock())
        if not deadline.allows(pause):
            raise FetchFailed("paused", host=target.host, time=_duration(pause))
        if pause:
            self.sleep(pause)

    def _try(self, pool: httpcore2.ConnectionPool, request: Request, deadline: Deadline) -> Response:
        """Sends the request once. Raises Retry where another try may help."""
        target, host = request.target, request.target.host
        method = "GET" if request.content is None else "POST"
        try:
            with pool.stream(method, target.url, headers=request.headers, content=request.content) as response:
                if response.status in WORTH_A_RETRY:
                    raise self._retry(response, host)
                return read(response, target.url, host, request.max_bytes)
        except httpcore2.TimeoutException as error:
            raise Retry(deadline.exceeded(host)) from error
        except (httpcore2.ConnectError, httpcore2.ReadError, httpcore2.WriteError, httpcore2.ProtocolError) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchFailed("certificate", host=host) from error
            raise Retry(FetchFailed("connection", host=host)) from error

    def _retry(self, response: httpcore2.Response, host: str) -> Retry:
        status, now = response.status, self.clock()
        headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
        seconds = parse_retry_after(headers.get("retry-after"), now)
        if seconds is None and status == 429:
            seconds = parse_rate_reset(headers, now)
        if seconds is not None:
            self.rate_limit.pause(host, now + seconds)
        if status != 429:
            return Retry(FetchFailed("server_error", host=host, status=str(status)), seconds)
        if seconds:
            return Retry(FetchFailed("paused", host=host, time=_duration(seconds)), seconds)
        return Retry(FetchFailed("paused_for_a_while", host=host), seconds)


def _parse_target(url: str) -> NormalisedUrl:
    """Raises FetchRefused for what is no web address; each redirect's address is checked like the first."""
    try:
        return normalise_url(url)
    except Refused as refused:
        raise FetchRefused("no_address", why=refused.reason) from refused


def _redirect_target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchRefused("redirect", host=_parse_target(url).host) from error


def _endpoint(target: NormalisedUrl) -> tuple[str, int]:
    host, _, port = target.host.rpartition(":") if not target.host.endswith("]") else (target.host, "", "")
    if port.isdigit():
        return host.strip("[]"), int(port)
    return target.host.strip("[]"), PORTS[target.scheme]


def _check_status(response: Response, host: str, accept_statuses: Collection[int]) -> Response:
    if 200 <= response.status < 300 or response.status in accept_statuses:
        return response
    if response.status in GONE:
        raise Gone("not_at_address", host=host)
    if response.status in LOGIN:
        raise LoginRequired
    raise FetchFailed("status", host=host, status=str(response.status))


def _duration(seconds: float) -> Message:
    minutes = max(1, round(seconds / 60))
    if seconds < 90:
        return message("duration.seconds", count=max(1, round(seconds)))
    return message("duration.minutes", count=minutes) if minutes < 120 else message("duration.hours", count=round(minutes / 60))
