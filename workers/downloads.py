"""What a submission needs from the network, gathered and kept: the Capture of an address, the pictures of a thread.

Called by the jobs. All of it may be done twice: what is kept already is not asked for again.
"""

from __future__ import annotations

from collections.abc import Callable

from archive import media, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.picture import Picture
from domain.shapes.submission import State, Submission
from workers.pipeline import Pipeline


def capture(archive: Archive, pipeline: Pipeline, claimed: Submission, alive: Callable[[], None]) -> str:
    """The id of what was given, or of what an earlier try has fetched already; else it is fetched now."""
    if claimed.capture_id is not None:
        return claimed.capture_id
    assert claimed.url is not None
    submissions.step(archive, claimed, State.FETCHING, pipeline.asks(claimed.url))
    fetched = pipeline.fetch(claimed.url, archive.clock(), alive)
    return submissions.attach(archive, claimed, fetched)


def pictures(archive: Archive, pipeline: Pipeline, claimed: Submission, thread_id: str, alive: Callable[[], None]) -> None:
    """Fetch those of the thread's latest Version that are not kept yet. One that cannot be had is noted, and no failure."""
    thread = threads.load(archive, thread_id)
    urls = media.want(archive, thread_id, thread.number or 0, thread.version)
    if not urls:
        return
    submissions.step(archive, claimed, State.RENDERING, f"Fetching {len(urls)} {'picture' if len(urls) == 1 else 'pictures'}")
    for url, found in pipeline.pictures(urls, alive):
        if isinstance(found, Picture):
            media.keep(archive, url, found)
        else:
            media.miss(archive, url, found)
    submissions.step(archive, claimed, State.RENDERING)
