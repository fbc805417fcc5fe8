"""Stopping the workers, also while they are being made."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from multiprocessing import get_context

import pytest

from domain.settings import Settings
from workers import pool as module
from workers.pool import Pool


class Idle(Pool):
    """Its workers do nothing, for ever."""

    def _work(self) -> int:
        while True:
            signal.pause()


def led(pool: Pool) -> None:
    """It runs in a session of its own, so that nothing of it is left."""
    os.setsid()
    pool.run()


fork = os.fork


def fork_slowly() -> int:
    """The newborn comes to its senses half a second late, as on a busy machine."""
    pid = fork()
    if pid == 0:
        time.sleep(0.5)
    return pid


@pytest.mark.parametrize("after", [0.75, 2], ids=["while they are born", "when all are there"])
def test_a_stop_reaches_every_worker_however_young(monkeypatch: pytest.MonkeyPatch, after: float) -> None:
    monkeypatch.setattr(os, "fork", fork_slowly)
    monkeypatch.setattr(module.handouts, "prepare", lambda: None)
    pool = get_context("fork").Process(target=led, args=(Idle(Settings(workers=2), print),))
    pool.start()
    time.sleep(after)
    pool.terminate()
    pool.join(module.KILL_SECONDS - 2)
    in_time = pool.exitcode is not None
    with suppress(ProcessLookupError):
        os.killpg(pool.pid or 0, signal.SIGKILL)
    pool.join()
    assert in_time
