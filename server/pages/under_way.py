"""What is being saved, for the home page: each submission with its progress, and failures until somebody dismisses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive import captures, submissions
from archive.archive import Archive
from domain.errors import NotFound
from domain.excerpt import excerpt
from domain.shapes.capture import Capture
from domain.shapes.submission import Submission
from server.pages.progress_view import ProgressView, progress_view
from server.status import thread_of

MAX_ROWS: Final = 20
FIRST_WORDS: Final = 70


@dataclass(frozen=True, slots=True)
class UnderWayRow:
    """A submission: what it is named by, and its progress."""

    name: str | None
    progress: ProgressView


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The rows, and how many more there are. `moving` when one of them is not finished, so that the list has to be renewed."""

    rows: tuple[UnderWayRow, ...]
    more: int

    @property
    def moving(self) -> bool:
        return any(not row.progress.ended for row in self.rows)


def under_way(archive: Archive) -> UnderWay:
    """Lists what is under way, unfinished submissions first."""
    listed, total = submissions.list_under_way(archive, MAX_ROWS)
    return UnderWay(tuple(_row(archive, submission) for submission in listed), total - len(listed))


def _row(archive: Archive, submission: Submission) -> UnderWayRow:
    thread, capture = thread_of(archive, submission), _capture(archive, submission)
    progress = progress_view(submission, submissions.list_steps(archive, submission.id), thread, capture)
    pasted = excerpt(progress.pasted.lstrip(), FIRST_WORDS) if progress.pasted else None
    titled = capture.title if capture else None
    return UnderWayRow((thread.title if thread else None) or submission.url or titled or pasted or progress.source, progress)


def _capture(archive: Archive, submission: Submission) -> Capture | None:
    """The capture that was sent, unless it was deleted since."""
    if submission.capture_id is None:
        return None
    try:
        return captures.load(archive, submission.capture_id)
    except NotFound:
        return None
