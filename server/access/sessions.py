"""The login of the one owner: a password checked slowly, remembered in a signed cookie that ends when the password changes."""

from __future__ import annotations

import hashlib
import hmac
import math
import os
import secrets
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import current_app, session

from domain.errors import RateLimited

KEPT: Final = timedelta(days=30)
KEY_FILE: Final = "secret.key"
FREE_GUESSES: Final = 5
LONGEST_WAIT: Final = 300.0  # seconds
MOST_PLACES: Final = 1000
FORGOTTEN_AFTER: Final = 3600.0  # seconds without a wrong guess


def secret_key(setting: str | None, data: Path) -> str:
    """What signs sessions: the setting, else a key that is made once and kept in the data folder."""
    if setting:
        return setting
    path = data / KEY_FILE
    with suppress(FileExistsError):
        data.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: a second server that starts now must not read half a key.
        draft = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_text()


def logged_in(password: str) -> bool:
    return hmac.compare_digest(str(session.get("login", "")), _stamp(password))


def log_in(password: str) -> None:
    session.clear()
    session.permanent = True
    session["login"] = _stamp(password)


def log_out() -> None:
    session.clear()


def same(given: str, password: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(_digest(given), _digest(password))


def _stamp(password: str) -> str:
    """What a session shows for its login: worth nothing without our key, and a new password ends them all."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, password.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Guesses:
    """Slows down guessing: after a few wrong passwords from one place, each further one makes it wait twice as long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, float]] = {}

    def check(self, place: str) -> None:
        """Raises RateLimited while it is too early for another guess from there."""
        with self._lock:
            count, last = self._wrong.get(place, (0, 0.0))
        left = last + _wait(count) - time.monotonic()
        if count and left > 0:
            seconds = math.ceil(left)
            raise RateLimited("password", seconds)

    def was_wrong(self, place: str) -> None:
        with self._lock:
            now = time.monotonic()
            recent = {where: seen for where, seen in self._wrong.items() if now - seen[1] <= FORGOTTEN_AFTER}
            # The latest places only: whoever has thousands of addresses must not fill the memory.
            self._wrong = dict(sorted(recent.items(), key=lambda item: item[1][1])[-MOST_PLACES:])
            self._wrong[place] = (self._wrong.get(place, (0, 0.0))[0] + 1, now)

    def was_right(self, place: str) -> None:
        with self._lock:
            self._wrong.pop(place, None)


def _wait(count: int) -> float:
    """Seconds after so many wrong guesses."""
    beyond = min(count - FREE_GUESSES, 30)
    return 0.0 if beyond < 0 else min(2.0**beyond, LONGEST_WAIT)
