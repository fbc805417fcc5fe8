"""Stopping Threadsheet while a worker is in the middle of a job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive import submissions
from archive.archive import open_archive
from domain.settings import Settings
from domain.shapes.submission import State
from tests.running import running
from tests.site import Request, Response, running_site

PAGE = b"<article><p>1/3 First we talk.</p><p>2/3 Then we build.</p><p>3/3 Then we learn.</p></article>"


@pytest.mark.slow
def test_a_job_survives_three_orderly_stops_and_none_counts_as_an_attempt(tmp_path: Path) -> None:
    hang = threading.Event()

    def page(_: Request) -> Response:
        hang.wait(25)
        return Response(PAGE, headers={"Content-Type": "text/html"})

    id_ = ""
    with running_site({"/thread": page}) as site:
        options = {"workers": 1, "FETCH_ALLOW": f"{site.host}:{site.port}"}
        for start in range(3):
            with running(tmp_path, **options) as server:
                id_ = id_ or server.submit(url=f"{site.url}/thread")
                wait_until(lambda count=start: len(site.requests) > count)
                time.sleep(start)  # after a while the worker that was forked first has been asked to end already
            assert received(tmp_path, id_)
        hang.set()
        with running(tmp_path, **options) as server:
            state = server.finish(id_)
    assert state["state"] == "done", state
    assert attempts(tmp_path, id_) == 0


def received(data: Path, id_: str) -> bool:
    """Whether the submission waits for the next start as if nobody had begun it."""
    with closing(open_archive(Settings(data=data))) as archive:
        submission = submissions.get(archive, id_)
        return (submission.state, submission.attempts, submissions.unclaimed(archive)) == (State.RECEIVED, 0, (id_,))


def attempts(data: Path, id_: str) -> int:
    with closing(open_archive(Settings(data=data))) as archive:
        return submissions.get(archive, id_).attempts


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
