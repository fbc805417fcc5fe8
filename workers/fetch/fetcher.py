"""The Fetcher: asks the public web for one thing at a time, politely, within limits, and never a private network.

Fetcher.of(settings).get("https://example.com/") -> Response
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
from domain.settings import Settings
from domain.url_normalisation import PORTS, NormalisedUrl, normalise_url
from workers.fetch.body_reader import read
from workers.fetch.connection_guard import Guard, GuardedBackend, Resolver, resolve
from workers.fetch.deadline import Deadline
from workers.fetch.rate_limit import Manners, rest_asked_for
from workers.fetch.response import Response

SECONDS: Final = 30.0
MOST_BYTES: Final = 16 * 2**20
MOST_REDIRECTS: Final = 8
TRIES: Final = 3
BACK_OFF: Final = 0.5  # seconds, doubled at each try
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
WORTH_ANOTHER_TRY: Final = frozenset({429, 500, 502, 503, 504})
GONE: Final = frozenset({404, 410, 451})
LOGIN: Final = frozenset({401, 402, 403, 407})
AGENT: Final = "Threadsheet/0.1 (keeps social threads at a person's request; {})"


@functools.cache
def tls() -> ssl.SSLContext:
    """Trusts whom the system trusts. Made once, before forking: it costs 20 ms."""
    return httpcore2.default_ssl_context()


def prepare() -> None:
    tls()


class Again(Exception):
    """Asking once more may help. `failure` is what to say when there is no more time or no more tries."""

    def __init__(self, failure: FetchFailed, rest: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure, self.rest = failure, rest


@dataclass(frozen=True)
class Fetcher:
    """`seconds` is the deadline of one `get` with all its redirects, waits and retries; `clock` is the wall clock."""

    guard: Guard = field(default_factory=Guard)
    manners: Manners = field(default_factory=Manners)
    agent: str = AGENT.format("no public address")
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def of(cls, settings: Settings, *, kept: bool = True, resolver: Resolver = resolve) -> Fetcher:
        """`kept` is False where nothing may be written to the archive's folder; turns are then this process's own."""
        return cls(
            guard=Guard(settings.fetch_allow, resolver),
            manners=Manners(settings.data / "turns" if kept else None),
            agent=AGENT.format(settings.public_url or "no public address"),
            most_bytes=settings.max_capture_bytes,
        )

    def allowing(self, host: str, port: int) -> Fetcher:
        """The same Fetcher, with one more host that may be private: for an address out of the settings, never of a person."""
        return replace(self, guard=replace(self.guard, allow=self.guard.allow | {(host, port)}))

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        most_bytes: int | None = None,
        also: Collection[int] = (),
    ) -> Response:
        """What stands at an address. `also` names statuses beside 2xx that are answers and no failures.

        Raises FetchRefused, FetchFailed, Gone (404, 410, 451), LoginRequired (401 to 403), LimitExceeded.
        """
        deadline = Deadline(self.seconds)
        most = min(most_bytes or self.most_bytes, self.most_bytes)
        backend = GuardedBackend(self.guard)
        backend.deadline = deadline
        with httpcore2.ConnectionPool(ssl_context=tls(), network_backend=backend, retries=0) as pool:
            for _ in range(MOST_REDIRECTS + 1):
                target = _target(url)
                answer = self._asked(pool, target, self._headers(target, accept), most, deadline)
                location = answer.headers.get("location")
                if answer.status not in REDIRECTS or location is None:
                    return _judged(answer, target.host, also)
                url = _onward(url, location)
        raise FetchFailed(f"{_target(url).host} only sends from one address to the next.")

    def post(self, url: str, content: bytes, headers: Mapping[str, str], most_bytes: int) -> Response:
        """Send JSON to an address out of the settings, never of a person; what comes back, whatever its status.

        No redirect is followed: what is sent is for that address alone. Raises FetchRefused, FetchFailed, LimitExceeded.
        """
        deadline, target = Deadline(self.seconds), _target(url)
        backend = GuardedBackend(self.guard)
        backend.deadline = deadline
        sent = [*self._headers(target, "application/json"), ("Content-Type", "application/json"), *headers.items()]
        sent.append(("Content-Length", str(len(content))))
        with httpcore2.ConnectionPool(ssl_context=tls(), network_backend=backend, retries=0) as pool:
            return self._asked(pool, target, sent, most_bytes, deadline, content)

    def _headers(self, target: NormalisedUrl, accept: str) -> list[tuple[str, str]]:
        return [
            ("Host", target.host),
            ("User-Agent", self.agent),
            ("Accept", accept),
            ("Accept-Encoding", "gzip"),
            ("Accept-Language", "en,*;q=0.5"),
        ]

    def _asked(
        self,
        pool: httpcore2.ConnectionPool,
        target: NormalisedUrl,
        headers: Sequence[tuple[str, str]],
        most: int,
        deadline: Deadline,
        content: bytes | None = None,
    ) -> Response:
        """Ask until there is an answer or no hope. Raises what the last try met."""
        for attempt in range(1, TRIES + 1):
            self._take_turn(target, deadline)
            try:
                return self._once(pool, target, headers, most, deadline, content)
            except Again as again:
                pause = again.rest if again.rest is not None else BACK_OFF * 2**attempt * random.uniform(0.5, 1)  # noqa: S311
                if attempt == TRIES or not deadline.allows(pause):
                    raise again.failure from again.__cause__
                self.sleep(pause)
        raise AssertionError("unreachable")

    def _take_turn(self, target: NormalisedUrl, deadline: Deadline) -> None:
        if _endpoint(target) in self.guard.allow:  # one's own host
            return
        pause = self.manners.wait_for(target.host, self.clock())
        if not deadline.allows(pause):
            raise FetchFailed(f"{target.host} wants to be left alone for {_told(pause)}. Try again after that.")
        if pause:
            self.sleep(pause)

    def _once(
        self,
        pool: httpcore2.ConnectionPool,
        target: NormalisedUrl,
        headers: Sequence[tuple[str, str]],
        most: int,
        deadline: Deadline,
        content: bytes | None,
    ) -> Response:
        method = "GET" if content is None else "POST"
        try:
            with pool.stream(method, target.url, headers=headers, content=content) as response:
                if response.status in WORTH_ANOTHER_TRY:
                    raise self._again(response, target.host)
                return read(response, target.url, target.host, most)
        except httpcore2.TimeoutException as error:
            raise Again(deadline.over(target.host)) from error
        except (httpcore2.ConnectError, httpcore2.ReadError, httpcore2.WriteError, httpcore2.ProtocolError) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchFailed(f"{target.host} could not prove that it is {target.host}.") from error
            raise Again(
                FetchFailed(f"{target.host} could not be reached, or broke off. Trying again later may help.")
            ) from error

    def _again(self, response: httpcore2.Response, host: str) -> Again:
        status, now = response.status, self.clock()
        header = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), None)
        rest = rest_asked_for(header, now)
        if rest is not None:
            self.manners.leave_alone(host, now + rest)
        if status == 429:
            until = f"for {_told(rest)}" if rest else "for a while"
            return Again(FetchFailed(f"{host} wants to be left alone {until}. Try again after that."), rest)
        return Again(FetchFailed(f"{host} is in trouble itself just now (status {status}). Try again later."), rest)


def _target(url: str) -> NormalisedUrl:
    """Raises FetchRefused for what is no address of the web; each redirect's is judged like the first."""
    try:
        return normalise_url(url)
    except Refused as refused:
        raise FetchRefused("no_address", why=refused.reason) from refused


def _onward(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchRefused(f"{_target(url).host} sends on to an address that is none.") from error


def _endpoint(target: NormalisedUrl) -> tuple[str, int]:
    host, _, port = target.host.rpartition(":") if not target.host.endswith("]") else (target.host, "", "")
    if port.isdigit():
        return host.strip("[]"), int(port)
    return target.host.strip("[]"), PORTS[target.scheme]


def _judged(answer: Response, host: str, also: Collection[int]) -> Response:
    if 200 <= answer.status < 300 or answer.status in also:
        return answer
    if answer.status in GONE:
        raise Gone(f"{host} has nothing at this address any more, or never had.")
    if answer.status in LOGIN:
        raise LoginRequired
    raise FetchFailed(f"{host} did not answer as expected (status {answer.status}).")


def _told(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
