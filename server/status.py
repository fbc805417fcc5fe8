"""How far a submission is, for the API, the event stream and the page that shows it live."""

from __future__ import annotations

from archive.archive import Archive
from archive.threads import thread_list
from domain.errors import NotFound
from domain.shapes.submission import Submission
from domain.shapes.thread import ThreadSummary
from presentation.thread_json import Json, submission_json


def status_json(archive: Archive, submission: Submission) -> Json:
    """The body of `GET /api/v1/submissions/ID`."""
    return submission_json(submission, thread_of(archive, submission))


def thread_of(archive: Archive, submission: Submission) -> ThreadSummary | None:
    """What the submission became, if that is known and still there."""
    if submission.thread_id is None:
        return None
    try:
        return thread_list.load_summary(archive, submission.thread_id)
    except NotFound:
        return None
