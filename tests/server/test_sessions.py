"""The key that signs sessions, and the slowing down of guesses."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.errors import RateLimited
from server import sessions


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
    assert sessions.same("geheim ☂", "geheim ☂")
    assert not sessions.same("geheim", "geheim ☂")
    assert not sessions.same("\ud800", "geheim")


def test_after_a_few_wrong_passwords_each_further_one_costs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    guesses = sessions.Guesses()
    for _ in range(sessions.FREE_GUESSES - 1):
        guesses.check()
        guesses.was_wrong()
    guesses.check()
    guesses.was_wrong()
    with pytest.raises(RateLimited):
        guesses.check()
    now[0] += 1.1
    guesses.check()
    guesses.was_wrong()
    now[0] += 1.1
    with pytest.raises(RateLimited, match="Try again in 1 second"):
        guesses.check()
    now[0] += sessions.LONGEST_WAIT
    guesses.check()
    guesses.was_right()
    guesses.was_wrong()
    guesses.check()
