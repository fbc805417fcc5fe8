"""How far a submission is, in words and as the beads of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.submission import STEPS, State, Step, Submission
from domain.shapes.thread import ThreadSummary
from presentation.messages import sentence, words

LONGEST_SHOWN: Final = 200_000
"""Characters of a paste that a page gives back to be changed."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. `state` is done, now, ahead, or broken where the work ended early."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The page of a submission. `onward` is where its thread is; `again` a form that begins with what was given."""

    id: str
    state: str
    ended: bool
    title: str
    says: str
    source: str | None
    steps: tuple[StepView, ...]
    onward: str | None
    retryable: bool
    again: str | None
    kept: bool
    pasted: str | None


def progress_view(
    submission: Submission, begun: Sequence[Step], thread: ThreadSummary | None, capture: Capture | None
) -> ProgressView:
    """What a person sees of a submission. `thread` is what it became, if that is still there."""
    state = submission.state
    broken = state in {State.FAILED, State.CANCELLED}
    return ProgressView(
        id=submission.id,
        state=state.value,
        ended=state.ended,
        title=words().pages.progress.title[state.value],
        says=_says(submission, thread),
        source=submission.url or (capture.url if capture else None),
        steps=tuple(_steps(submission, begun)),
        onward=f"/threads/{thread.id}" if thread and state is State.DONE else None,
        retryable=state is State.CANCELLED or bool(submission.failure and submission.failure.retryable),
        again=f"/?again={submission.id}" if broken else None,
        kept=broken and capture is not None,
        pasted=pasted_text(capture),
    )


def _says(submission: Submission, thread: ThreadSummary | None) -> str:
    said = words().pages.progress
    if submission.failure:
        return sentence(submission.failure.reason)
    if submission.state is State.DONE and thread is None:
        return str(said.thread_gone)
    return submission.detail or str(said.says[submission.state.value])


def _steps(submission: Submission, begun: Sequence[Step]) -> list[StepView]:
    """Received, fetched when there was an address, unrolled, tagged, rendered, done."""
    order = [State.RECEIVED, *STEPS, State.DONE]
    if submission.url is None:
        order.remove(State.FETCHING)
    last = _last(submission, begun)
    at = order.index(last) if last in order else 0
    here = {State.DONE: "done", State.FAILED: "broken", State.CANCELLED: "broken"}.get(submission.state, "now")
    states = ["done"] * at + [here] + ["ahead"] * (len(order) - at - 1)
    return [StepView(step.value, state) for step, state in zip(order, states, strict=True)]


def _last(submission: Submission, begun: Sequence[Step]) -> State:
    """The step that it is at, or was at when it ended."""
    if submission.state not in {State.FAILED, State.CANCELLED}:
        return submission.state
    mine = [step.state for step in begun if step.claim == submission.claim]
    return mine[-1] if mine else State.RECEIVED


def pasted_text(capture: Capture | None) -> str | None:
    """What was typed or pasted, when it was and is short enough to be given back; a file stays a file."""
    if capture is None or capture.via is not Via.PASTE or capture.media_type is not MediaType.TEXT:
        return None
    try:
        text = capture.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= LONGEST_SHOWN else None
