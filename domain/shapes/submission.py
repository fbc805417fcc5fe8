"""A Submission: one request to archive something, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.editions import Edition
from domain.messages import Message
from domain.shapes.failure import Failure as Failure


class State(StrEnum):
    RECEIVED = "received"
    FETCHING = "fetching"
    UNROLLING = "unrolling"
    TAGGING = "tagging"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in ENDED


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
STEPS = (State.FETCHING, State.UNROLLING, State.TAGGING, State.RENDERING)


OWNER = "owner"
"""The caller who owns this Threadsheet."""
SCHEDULER = "scheduler"
"""The caller of refreshes that a schedule asks for."""
FOLLOWS = "follows"
"""The caller of threads by authors who are followed."""
BOT = "bot"
"""The caller of threads that people asked for by mentioning the bot."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The record of one request.

    `capture_id` is None until a URL has been fetched; `snapshot_id` is the Capture of the page that collected posts came with;
    `url` is the requested address, if any; `caller` is who made the request.
    `labels` are added to those of its thread.
    `thread_id` is set from the start when a thread's address is fetched again (`url`), or its tags and handouts are renewed.
    `attempts` counts how often the work ended its process since the last (re)try, `claim` all claims: a worker whose `claim` is
    not the record's has lost the record to another one.
    """

    id: str
    state: State
    created_at: datetime
    url: str | None = None
    capture_id: str | None = None
    thread_id: str | None = None
    codebook: str | None = None
    edition: Edition = Edition.ANNOTATED
    labels: tuple[str, ...] = ()
    snapshot_id: str | None = None
    caller: str = OWNER
    detail: Message | None = None
    failure: Failure | None = None
    attempts: int = 0
    claim: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a submission stands among those that wait, from 1, and in about how many seconds its turn comes."""

    position: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """When a step of a submission began, and under which claim."""

    state: State
    claim: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The Submission of a request, and whether the same request had been received before."""

    submission: Submission
    duplicate: bool
