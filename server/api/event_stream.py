"""The progress of a submission as server-sent events: each state once, until the submission ends or the stream is old.

An open stream occupies a thread of the web server, so there are fewer streams than threads and each has a time limit; a
browser connects again by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from flask import Response

from archive import submissions
from archive.archive import Archive
from domain.errors import NotFound
from domain.shapes.submission import Submission
from presentation.api.json_format import to_json
from presentation.api.submission import Status

MOST_STREAMS: Final = 6
LONGEST_SECONDS: Final = 25.0
LOOK_SECONDS: Final = 0.1
QUIET_SECONDS: Final = 10.0
RETRY_MS: Final = 1000
stopping: Final = threading.Event()
"""Set when the server stops, so that no open stream keeps it waiting."""
_places: Final = threading.BoundedSemaphore(MOST_STREAMS)


def stream(archive: Archive, id_: str, status: Callable[[Submission], Status]) -> Response:
    """The stream for one submission; when all places are taken, its present state alone, and the browser asks again."""
    seconds = LONGEST_SECONDS if _places.acquire(blocking=False) else None
    answer = Response(_events(archive, id_, status, seconds or 0.0), mimetype="text/event-stream")
    if seconds is not None:
        answer.call_on_close(_places.release)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(archive: Archive, id_: str, status: Callable[[Submission], Status], seconds: float) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    end = time.monotonic() + seconds
    sent, sent_at = None, time.monotonic()
    while True:
        try:
            submission = submissions.get(archive, id_)
        except NotFound:
            return
        if submission != sent:
            sent, sent_at = submission, time.monotonic()
            yield f"event: state\ndata: {to_json(status(submission), Status).decode()}\n\n"
        if submission.state.ended or time.monotonic() >= end or stopping.wait(LOOK_SECONDS):
            return
        if time.monotonic() - sent_at > QUIET_SECONDS:
            sent_at = time.monotonic()
            yield ": still here\n\n"
