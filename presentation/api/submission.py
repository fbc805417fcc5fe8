"""A submission: that it was accepted, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import submission as shapes
from domain.shapes.submission import STEPS, QueuePlace, State
from domain.shapes.thread import ThreadSummary
from presentation.api.completeness import Completeness
from presentation.api.reason import Error
from presentation.api.thread import handout_paths
from presentation.messages import sentence
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new submission; `status_url` tells how far it is."""

    id: str
    state: State
    status_url: str

    @classmethod
    def from_domain(cls, submission: shapes.Submission) -> Accepted:
        return cls(submission.id, submission.state, f"/api/v1/submissions/{submission.id}")


@dataclass(frozen=True, slots=True)
class Progress:
    """`step` counts the steps that have begun: all when it is done, 0 while it waits and when it failed or was cancelled.

    `queue` is its place among those that wait."""

    step: int
    of: int
    detail: str | None
    queue: QueuePlace | None = None

    @classmethod
    def from_domain(cls, submission: shapes.Submission, language: str, queue: QueuePlace | None = None) -> Progress:
        begun = STEPS.index(submission.state) + 1 if submission.state in STEPS else 0
        done = submission.state is State.DONE
        detail = sentence(submission.detail, language) if submission.detail else None
        return cls(len(STEPS) if done else begun, len(STEPS), detail, queue)


@dataclass(frozen=True, slots=True)
class Status:
    """How far a submission is, and the thread that it became.

    `title` and `completeness` are null where the caller may only save and the thread has more than they sent.
    """

    id: str
    state: State
    progress: Progress
    error: Error | None
    thread_id: str | None
    thread_url: str | None
    title: str | None
    completeness: Completeness | None
    handouts: dict[str, str] | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def from_domain(
        cls,
        submission: shapes.Submission,
        thread: ThreadSummary | None,
        language: str = "en",
        queue: QueuePlace | None = None,
        *,
        readable: bool = True,
    ) -> Status:
        """`thread` is the thread that the submission became, when it is known and still exists.

        `readable`: whether the caller may know more of that thread than its address.
        """
        readable_thread = thread if readable else None
        return cls(
            id=submission.id,
            state=submission.state,
            progress=Progress.from_domain(submission, language, queue),
            error=Error.from_domain(submission.failure, language) if submission.failure else None,
            thread_id=submission.thread_id,
            thread_url=f"/threads/{submission.thread_id}" if submission.thread_id else None,
            title=readable_thread.title if readable_thread else None,
            completeness=Completeness.from_domain(readable_thread.completeness, language) if readable_thread else None,
            handouts=handout_paths(thread.id) if thread else None,
            created_at=utc(submission.created_at),
            finished_at=utc_or_none(submission.finished_at),
        )
