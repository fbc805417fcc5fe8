"""The slowing down of guesses, counted for all processes together."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from archive import login_failures
from archive.archive import Archive
from archive.login_failures import FREE_ATTEMPTS, LONGEST_WAIT
from archive.tables import login_failures as rows
from domain.errors import RateLimited
from domain.settings import Settings
from tests.archive.readings import NOON
from tests.archive.test_migrations import environment
from tests.paths import ROOT

ADDRESS = "192.0.2.1"
GUESS = """
from archive import login_failures
from archive.archive import open_archive
from domain.errors import RateLimited
from domain.settings import Settings
archive, admitted = open_archive(Settings()), 0
for _ in range(10):
    try:
        login_failures.begin_attempt(archive, "192.0.2.1")
        admitted += 1
    except RateLimited:
        pass
print(admitted)
"""


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(archive: Archive, clock: Clock) -> Archive:
    return replace(archive, clock=clock)


def test_after_a_few_wrong_passwords_each_further_one_costs_time(timed: Archive, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        login_failures.begin_attempt(timed, ADDRESS)
    with pytest.raises(RateLimited):
        login_failures.begin_attempt(timed, ADDRESS)
    clock.wait(1.1)
    login_failures.begin_attempt(timed, ADDRESS)
    clock.wait(1.1)
    with pytest.raises(RateLimited, match=r"rate_limited\.password seconds=1"):
        login_failures.begin_attempt(timed, ADDRESS)
    clock.wait(LONGEST_WAIT)
    login_failures.begin_attempt(timed, ADDRESS)
    login_failures.clear(timed, ADDRESS)
    for _ in range(FREE_ATTEMPTS):
        login_failures.begin_attempt(timed, ADDRESS)


def test_a_wait_is_never_longer_than_five_minutes_whatever_the_clock_does(timed: Archive, clock: Clock) -> None:
    for _ in range(40):
        clock.wait(LONGEST_WAIT)
        login_failures.begin_attempt(timed, ADDRESS)
    with pytest.raises(RateLimited, match="seconds=300"):
        login_failures.begin_attempt(timed, ADDRESS)
    clock.wait(-86_400)
    with pytest.raises(RateLimited, match="seconds=300"):
        login_failures.begin_attempt(timed, ADDRESS)


def test_one_address_does_not_lock_out_another_and_all_is_forgotten_after_an_hour(timed: Archive, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        login_failures.begin_attempt(timed, ADDRESS)
    login_failures.begin_attempt(timed, "203.0.113.9")
    clock.wait(3601)
    login_failures.begin_attempt(timed, "198.51.100.7")
    with timed.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(rows)).scalar_one() == 1
    login_failures.begin_attempt(timed, ADDRESS)


def test_several_processes_that_guess_at_once_get_no_more_attempts_than_one(archive: Archive, settings: Settings) -> None:
    command, env = [sys.executable, "-c", GUESS], environment(settings)
    guessing = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    admitted = [int(process.communicate(timeout=120)[0]) for process in guessing]
    assert FREE_ATTEMPTS <= sum(admitted) <= FREE_ATTEMPTS + 3, admitted  # a second or more may go by
    with archive.database.read() as connection:
        assert connection.execute(select(rows.c.failures)).scalar_one() == sum(admitted)
