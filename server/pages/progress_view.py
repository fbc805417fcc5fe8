"""The progress of a submission as its page shows it: a sentence, and the state of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.submission import STEPS, QueuePlace, State, Step, Submission
from domain.shapes.thread import ThreadSummary
from presentation.messages import load_messages, sentence

MAX_EDITABLE: Final = 200_000
"""Characters of pasted text up to which the page offers to correct it."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. `state` is done, now, ahead, or broken where the submission failed or was cancelled."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The page of a submission. `thread_path` is its thread's page; `form_path` the form, filled in with what was sent."""

    id: str
    state: str
    ended: bool
    title: str
    sentence: str
    source: str | None
    steps: tuple[StepView, ...]
    thread_path: str | None
    retryable: bool
    form_path: str | None
    capture_stored: bool
    pasted: str | None


def progress_view(
    submission: Submission,
    begun: Sequence[Step],
    thread: ThreadSummary | None,
    capture: Capture | None,
    queue: QueuePlace | None = None,
) -> ProgressView:
    """Builds the view of a submission. `thread` is the thread it resulted in, if it still exists."""
    state = submission.state
    broken = state in {State.FAILED, State.CANCELLED}
    return ProgressView(
        id=submission.id,
        state=state.value,
        ended=state.ended,
        title=load_messages().pages.progress.title[state.value],
        sentence=_sentence(submission, thread, queue),
        source=submission.url or (capture.url if capture else None),
        steps=tuple(_steps(submission, begun)),
        thread_path=f"/threads/{thread.id}" if thread and state is State.DONE else None,
        retryable=state is State.CANCELLED or bool(submission.failure and submission.failure.retryable),
        form_path=f"/?again={submission.id}" if broken else None,
        capture_stored=broken and capture is not None,
        pasted=pasted_text(capture),
    )


def _sentence(submission: Submission, thread: ThreadSummary | None, queue: QueuePlace | None) -> str:
    messages = load_messages().pages.progress
    if submission.failure:
        return sentence(submission.failure.reason)
    if submission.state is State.DONE and thread is None:
        return str(messages.thread_gone)
    if queue and queue.position > 1:
        return str(messages.queued(queue.position - 1, seconds=queue.seconds))
    return sentence(submission.detail) if submission.detail else str(messages.sentences[submission.state.value])


def _steps(submission: Submission, begun: Sequence[Step]) -> list[StepView]:
    """Lists received, fetched if there was an address, unrolled, tagged, rendered, done."""
    order = [State.RECEIVED, *STEPS, State.DONE]
    if submission.url is None:
        order.remove(State.FETCHING)
    last = _current_step(submission, begun)
    index = order.index(last) if last in order else 0
    current = {State.DONE: "done", State.FAILED: "broken", State.CANCELLED: "broken"}.get(submission.state, "now")
    states = ["done"] * index + [current] + ["ahead"] * (len(order) - index - 1)
    return [StepView(step.value, state) for step, state in zip(order, states, strict=True)]


def _current_step(submission: Submission, begun: Sequence[Step]) -> State:
    """Returns the step that the submission is in, or was in when it failed or was cancelled."""
    if submission.state not in {State.FAILED, State.CANCELLED}:
        return submission.state
    steps = [step.state for step in begun if step.claim == submission.claim]
    return steps[-1] if steps else State.RECEIVED


def pasted_text(capture: Capture | None) -> str | None:
    """Returns pasted text that is short enough to be corrected in the form; None for files and other captures."""
    if capture is None or capture.via is not Via.PASTE or capture.media_type is not MediaType.TEXT:
        return None
    try:
        text = capture.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= MAX_EDITABLE else None
