"""The key that signs sessions, and the slowing down of guesses."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import RateLimited
from server.access import sessions

HERE = "192.0.2.1"


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: sessions.secret_key(None, tmp_path), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert stat.S_IMODE((tmp_path / sessions.KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [sessions.KEY_FILE]


def test_a_key_that_is_set_is_taken_and_not_written(tmp_path: Path) -> None:
    assert sessions.secret_key("set by hand", tmp_path) == "set by hand"
    assert not list(tmp_path.iterdir())


def test_passwords_are_compared_whole() -> None:
    assert sessions.passwords_equal("geheim ☂", "geheim ☂")
    assert not sessions.passwords_equal("geheim", "geheim ☂")
    assert not sessions.passwords_equal("\ud800", "geheim")


def test_after_a_few_wrong_passwords_each_further_one_costs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    guesses = sessions.LoginAttempts()
    for _ in range(sessions.FREE_ATTEMPTS - 1):
        guesses.check(HERE)
        guesses.record_failure(HERE)
    guesses.check(HERE)
    guesses.record_failure(HERE)
    with pytest.raises(RateLimited):
        guesses.check(HERE)
    now[0] += 1.1
    guesses.check(HERE)
    guesses.record_failure(HERE)
    now[0] += 1.1
    with pytest.raises(RateLimited, match=r"rate_limited\.password seconds=1"):
        guesses.check(HERE)
    now[0] += sessions.LONGEST_WAIT
    guesses.check(HERE)
    guesses.record_success(HERE)
    guesses.record_failure(HERE)
    guesses.check(HERE)


def test_one_place_does_not_lock_out_another_and_nothing_grows_without_end() -> None:
    guesses = sessions.LoginAttempts()
    for number in range(3000):
        guesses.record_failure(HERE if number < 2000 else f"192.0.2.{number}")
    for _ in range(10):
        guesses.record_failure("198.51.100.7")
    with pytest.raises(RateLimited):
        guesses.check("198.51.100.7")
    guesses.check("203.0.113.9")
    assert len(guesses._failures) <= sessions.MAX_ADDRESSES + 1
