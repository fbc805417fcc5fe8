"""The status of a submission, for the API, its event stream and the page that shows its progress."""

from __future__ import annotations

from archive import submissions, work
from archive.archive import Archive
from archive.threads import thread_list
from domain.errors import NotFound
from domain.shapes.submission import State, Submission
from domain.shapes.thread import ThreadSummary
from presentation.api.submission import Status


def submission_status(
    archive: Archive, submission: Submission, language: str, workers: int, sender: str | None = None
) -> Status:
    """The body of `GET /api/v1/submissions/ID`. `workers` share the work that waits.

    `sender`: a caller who may only save, and reads nothing of a thread that has more than they sent.
    """
    waits = submission.state is State.RECEIVED
    queue = work.queue_place(archive, submission.id, workers) if waits else None
    thread = thread_of(archive, submission)
    readable = sender is None or thread is None or submissions.has_all_captures(archive, thread.id, sender)
    return Status.from_domain(submission, thread, language, queue, readable=readable)


def thread_of(archive: Archive, submission: Submission) -> ThreadSummary | None:
    """The thread that the submission became; None when it is not known yet or was deleted."""
    if submission.thread_id is None:
        return None
    try:
        return thread_list.load_summary(archive, submission.thread_id)
    except NotFound:
        return None
