"""Logins: passwords with a delay after wrong ones, and sessions that a log-out, a new password or the owner ends."""

from __future__ import annotations

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import current_app, g, request, session

from archive import sessions
from archive.archive import Archive
from domain.digest import text_digest
from domain.errors import RateLimited
from domain.shapes.person import Person, Session

FREE_ATTEMPTS: Final = 5
LONGEST_WAIT: Final = 300.0  # seconds
MAX_ADDRESSES: Final = 1000
FORGET_AFTER: Final = 3600.0  # seconds without a wrong guess
LOGIN: Final = "login"
"""The key of the session's secret in the cookie."""


def current(archive: Archive, password: str | None) -> Session | None:
    """The open session of the request, if it has one; the archive is asked once for each request."""
    secret = session.get(LOGIN)
    if not isinstance(secret, str):
        return None
    if LOGIN not in g:
        setattr(g, LOGIN, sessions.find(archive, secret, login_proof(password)))
    opened: Session | None = getattr(g, LOGIN)
    return opened


def log_in(archive: Archive, password: str | None, person: Person | None = None) -> None:
    """Begins a session of that person, else of the owner by the server's password. What the browser had before ends."""
    log_out(archive)
    session.permanent = True
    proof = None if person else login_proof(password)
    session[LOGIN] = sessions.begin(archive, person, proof, request.headers.get("User-Agent"))


def log_out(archive: Archive) -> None:
    """Ends the session at the server, so that a copy of its cookie is worth nothing."""
    if isinstance(secret := session.get(LOGIN), str):
        sessions.end(archive, secret)
    session.clear()
    g.pop(LOGIN, None)


def passwords_equal(entered: str, password: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(text_digest(entered), text_digest(password))


def login_proof(password: str | None) -> str | None:
    """What a session stores of the password it was begun with: needs the secret key, and a new password has another."""
    if password is None:
        return None
    key = str(current_app.secret_key).encode()
    return hmac.new(key, password.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class LoginAttempts:
    """Slows down guessing: after a few wrong passwords from one address, each further one doubles the wait.

    `clock` returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, tuple[int, float]] = {}

    def check(self, address: str) -> None:
        """Raises RateLimited while it is too early for another attempt from the address."""
        with self._lock:
            count, last = self._failures.get(address, (0, 0.0))
        left = last + _wait(count) - self._clock()
        if count and left > 0:
            seconds = math.ceil(left)
            raise RateLimited("password", seconds)

    def record_failure(self, address: str) -> None:
        with self._lock:
            now = self._clock()
            recent = {other: failures for other, failures in self._failures.items() if now - failures[1] <= FORGET_AFTER}
            # Only the latest addresses: an attacker with thousands of them must not fill the memory.
            self._failures = dict(sorted(recent.items(), key=lambda item: item[1][1])[-MAX_ADDRESSES:])
            self._failures[address] = (self._failures.get(address, (0, 0.0))[0] + 1, now)

    def record_success(self, address: str) -> None:
        with self._lock:
            self._failures.pop(address, None)


def _wait(count: int) -> float:
    """The seconds to wait after this many wrong passwords."""
    beyond = min(count - FREE_ATTEMPTS, 30)
    return 0.0 if beyond < 0 else min(2.0**beyond, LONGEST_WAIT)
