"""Passwords, and the slowing down of guesses."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.errors import RateLimited
from server.access import sessions

ADDRESS = "192.0.2.1"


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test moves it."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_passwords_are_compared_whole() -> None:
    assert sessions.passwords_equal("geheim ☂", "geheim ☂")
    assert not sessions.passwords_equal("geheim", "geheim ☂")
    assert not sessions.passwords_equal("\ud800", "geheim")


def test_after_a_few_wrong_passwords_each_further_one_costs_time() -> None:
    clock = Clock()
    attempts = sessions.LoginAttempts(clock)
    for _ in range(sessions.FREE_ATTEMPTS - 1):
        attempts.check(ADDRESS)
        attempts.record_failure(ADDRESS)
    attempts.check(ADDRESS)
    attempts.record_failure(ADDRESS)
    with pytest.raises(RateLimited):
        attempts.check(ADDRESS)
    clock.seconds += 1.1
    attempts.check(ADDRESS)
    attempts.record_failure(ADDRESS)
    clock.seconds += 1.1
    with pytest.raises(RateLimited, match=r"rate_limited\.password seconds=1"):
        attempts.check(ADDRESS)
    clock.seconds += sessions.LONGEST_WAIT
    attempts.check(ADDRESS)
    attempts.record_success(ADDRESS)
    attempts.record_failure(ADDRESS)
    attempts.check(ADDRESS)


def test_wrong_passwords_are_forgotten_an_hour_after_the_last_one() -> None:
    clock = Clock()
    attempts = sessions.LoginAttempts(clock)
    for _ in range(sessions.FREE_ATTEMPTS):
        attempts.record_failure(ADDRESS)
        clock.seconds += 3600
    attempts.record_failure(ADDRESS)
    with pytest.raises(RateLimited, match="seconds=2"):
        attempts.check(ADDRESS)
    clock.seconds += 3601
    attempts.record_failure(ADDRESS)
    attempts.check(ADDRESS)


def test_a_wait_is_never_longer_than_five_minutes() -> None:
    attempts = sessions.LoginAttempts(Clock())
    for _ in range(100):
        attempts.record_failure(ADDRESS)
    with pytest.raises(RateLimited, match="seconds=300"):
        attempts.check(ADDRESS)


def test_one_address_does_not_lock_out_another_and_nothing_grows_without_end() -> None:
    attempts = sessions.LoginAttempts()
    for number in range(3000):
        attempts.record_failure(ADDRESS if number < 2000 else f"192.0.2.{number}")
    for _ in range(10):
        attempts.record_failure("198.51.100.7")
    with pytest.raises(RateLimited):
        attempts.check("198.51.100.7")
    attempts.check("203.0.113.9")
    assert len(attempts._failures) <= sessions.MAX_ADDRESSES + 1
