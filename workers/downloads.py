"""What a submission needs from the network, fetched and stored: the Capture of its URL and its thread's pictures.

Called by the jobs. A repeated job fetches only what is not stored yet.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from archive import media, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.messages import message
from domain.shapes.picture import Picture
from domain.shapes.submission import State, Submission
from domain.shapes.thread import Thread
from workers.pictures import decode_attached
from workers.pipeline import Pipeline


def fetch_capture(archive: Archive, pipeline: Pipeline, claimed: Submission, heartbeat: Callable[[], None]) -> str:
    """The id of the submission's capture. When it has none, neither submitted nor from an earlier try, it is fetched now."""
    if claimed.capture_id is not None:
        return claimed.capture_id
    assert claimed.url is not None
    submissions.step(archive, claimed, State.FETCHING, pipeline.fetch_progress(claimed.url))
    capture = pipeline.fetch(claimed.url, archive.clock(), heartbeat)
    return submissions.attach_capture(archive, claimed, capture)


def fetch_pictures(
    archive: Archive, pipeline: Pipeline, claimed: Submission, thread_id: str, heartbeat: Callable[[], None]
) -> Thread:
    """Fetches those of the thread's latest Version that are not stored yet, and returns the thread with them.

    Notes why one cannot be had; that is no failure.
    """
    thread = threads.load(archive, thread_id)
    urls = media.request(archive, thread_id, thread.number or 0, thread.version)
    if not urls:
        return thread
    submissions.step(archive, claimed, State.RENDERING, message("progress.pictures", count=len(urls)))
    attached = media.load_attached(archive, urls)
    others = [url for url in urls if url not in attached]
    for url, result in chain(decode_attached(attached, heartbeat), pipeline.pictures(others, heartbeat)):
        if isinstance(result, Picture):
            media.store(archive, url, result)
        else:
            media.record_failure(archive, url, result)
    submissions.step(archive, claimed, State.RENDERING)
    return threads.load(archive, thread_id)
